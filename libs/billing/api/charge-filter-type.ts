import { ArgsType, Field, ID, InputType } from '@nestjs/graphql';
import { connectionOf } from '#platform/graphql/connection-of.js';
import { ListArgs } from '#platform/graphql/list-args.js';
import { ListFilter } from '#platform/graphql/list-filter.js';
import { ChargeType } from '../contract/charge-type.js';
import { chargeList } from '../queries/list-charges.js';

/** Charges that are all of what is given. */
@InputType('ChargeFilterInput')
export class ChargeFilterType {
  @Field(() => [String], { nullable: true, description: 'Any of these.' })
  status?: string[] | null;

  @Field(() => ID, { nullable: true })
  sessionId?: string | null;

  @Field(() => ID, { nullable: true })
  patientId?: string | null;

  @Field(() => ID, { nullable: true })
  therapistId?: string | null;

  @Field(() => ID, { nullable: true })
  siteId?: string | null;

  @Field(() => String, { nullable: true, description: 'At or after this time.' })
  createdAtFrom?: string | null;

  @Field(() => String, { nullable: true, description: 'Before this time.' })
  createdAtTo?: string | null;
}

@ArgsType()
export class ChargesArgs extends ListArgs {
  @Field(() => ChargeFilterType, { nullable: true })
  filter?: ChargeFilterType | null;
}

export const ChargeConnection = connectionOf(ChargeType);

export const chargeFilter = new ListFilter<ChargeFilterType>(chargeList, {
  status: 'status[in]',
  sessionId: 'sessionId',
  patientId: 'patientId',
  therapistId: 'therapistId',
  siteId: 'siteId',
  createdAtFrom: 'createdAt[gte]',
  createdAtTo: 'createdAt[lt]',
});
