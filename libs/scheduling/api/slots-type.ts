import { ArgsType, Field, Int as GraphqlInt, ID, ObjectType } from '@nestjs/graphql';
import { Id, Instant, OneOf } from '#platform/http/fields.js';
import { SESSION_DURATIONS } from '../contract/session-kinds.js';
import type { Interval } from '../model/interval.js';

@ObjectType('Slot')
export class SlotType implements Interval {
  @Field(() => String) startsAt!: Date;
  @Field(() => String) endsAt!: Date;
}

@ArgsType()
export class SlotsArgs {
  @Field(() => ID)
  @Id()
  therapistId!: string;

  @Field(() => ID)
  @Id()
  siteId!: string;

  @Field()
  @Instant()
  from!: string;

  @Field({ description: 'At most 31 days after `from`.' })
  @Instant()
  to!: string;

  @Field(() => GraphqlInt)
  @OneOf(SESSION_DURATIONS)
  durationMinutes!: number;
}
