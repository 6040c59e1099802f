import { ArgsType, Field, ID, InputType } from '@nestjs/graphql';
import { connectionOf } from '../graphql/connection-of.js';
import { EventType } from '../graphql/event-type.js';
import { ListArgs } from '../graphql/list-args.js';
import { ListFilter } from '../graphql/list-filter.js';
import { eventList } from '../messaging/event-list.js';

/** Events that are all of what is given. */
@InputType('EventFilterInput')
export class EventFilterType {
  @Field(() => [String], { nullable: true, description: 'Any of these.' })
  type?: string[] | null;

  @Field(() => String, { nullable: true })
  targetType?: string | null;

  @Field(() => ID, { nullable: true })
  targetId?: string | null;

  @Field(() => ID, { nullable: true })
  actorId?: string | null;

  @Field(() => String, { nullable: true })
  correlationId?: string | null;

  @Field(() => String, { nullable: true, description: 'At or after this time.' })
  timestampFrom?: string | null;

  @Field(() => String, { nullable: true, description: 'Before this time.' })
  timestampTo?: string | null;
}

@ArgsType()
export class EventsArgs extends ListArgs {
  @Field(() => EventFilterType, { nullable: true })
  filter?: EventFilterType | null;
}

export const EventConnection = connectionOf(EventType);

export const eventFilter = new ListFilter<EventFilterType>(eventList, {
  type: 'type[in]',
  targetType: 'targetType',
  targetId: 'targetId',
  actorId: 'actorId',
  correlationId: 'correlationId',
  timestampFrom: 'timestamp[gte]',
  timestampTo: 'timestamp[lt]',
});
