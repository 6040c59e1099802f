import { ArgsType, Field, ID, InputType } from '@nestjs/graphql';
import { ListArgs } from '#platform/graphql/list-args.js';
import { ListFilter } from '#platform/graphql/list-filter.js';
import { sessionList } from '../queries/session-list.js';

/** Sessions that are all of what is given. */
@InputType('TherapySessionFilterInput')
export class TherapySessionFilterType {
  @Field(() => [String], { nullable: true, description: 'Any of these.' })
  status?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Any of these.' })
  sessionType?: string[] | null;

  @Field(() => ID, { nullable: true })
  therapistId?: string | null;

  @Field(() => ID, { nullable: true })
  patientId?: string | null;

  @Field(() => ID, { nullable: true })
  siteId?: string | null;

  @Field(() => ID, { nullable: true })
  sectorId?: string | null;

  @Field(() => String, { nullable: true, description: 'At or after this time.' })
  startsAtFrom?: string | null;

  @Field(() => String, { nullable: true, description: 'Before this time.' })
  startsAtTo?: string | null;
}

@ArgsType()
export class TherapySessionsArgs extends ListArgs {
  @Field(() => TherapySessionFilterType, { nullable: true })
  filter?: TherapySessionFilterType | null;
}

export const sessionFilter = new ListFilter<TherapySessionFilterType>(sessionList, {
  status: 'status[in]',
  sessionType: 'sessionType[in]',
  therapistId: 'therapistId',
  patientId: 'patientId',
  siteId: 'siteId',
  sectorId: 'sectorId',
  startsAtFrom: 'startsAt[gte]',
  startsAtTo: 'startsAt[lt]',
});
