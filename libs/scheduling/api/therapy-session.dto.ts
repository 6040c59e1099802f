import { Field, Int as GraphqlInt, ID, InputType } from '@nestjs/graphql';
import { Id, Instant, OneOf, Text } from '#platform/http/fields.js';
import { SESSION_DURATIONS, SESSION_TYPES, type SessionType } from '../contract/session-kinds.js';

/** One input for REST and GraphQL. */
@InputType('ScheduleTherapySessionInput')
export class ScheduleTherapySessionDto {
  @Field(() => ID)
  @Id()
  patientId!: string;

  @Field(() => ID)
  @Id()
  therapistId!: string;

  @Field(() => ID)
  @Id()
  siteId!: string;

  @Field(() => ID, { nullable: true })
  @Id({ optional: true, nullable: true })
  sectorId?: string | null;

  @Field()
  @Instant({ example: '2026-12-01T09:00:00.000Z' })
  startsAt!: string;

  @Field(() => GraphqlInt)
  @OneOf(SESSION_DURATIONS)
  durationMinutes!: number;

  @Field(() => String)
  @OneOf(SESSION_TYPES)
  sessionType!: SessionType;

  @Field(() => String, { nullable: true })
  @Text({ optional: true, nullable: true, min: 0, max: 4000 })
  notes?: string | null;
}

@InputType('RescheduleTherapySessionInput')
export class RescheduleTherapySessionDto {
  @Field()
  @Instant({ example: '2026-12-02T09:00:00.000Z' })
  startsAt!: string;

  @Field(() => GraphqlInt, { nullable: true })
  @OneOf(SESSION_DURATIONS, { optional: true })
  durationMinutes?: number;
}

@InputType('CancelTherapySessionInput')
export class CancelTherapySessionDto {
  @Field(() => String, { nullable: true })
  @Text({ optional: true, nullable: true, min: 0, max: 500 })
  reason?: string | null;
}

/** For steps that take nothing: what is sent all the same is refused. */
export class NothingDto {}
