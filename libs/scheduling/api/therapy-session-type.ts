import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { connectionOf } from '#platform/graphql/connection-of.js';
import type { SessionView } from '../model/session-view.js';

/** The GraphQL shape of a session. What hangs on it is resolved by {@link TherapySessionFieldsResolver}. */
@ObjectType('TherapySession')
export class TherapySessionType implements SessionView {
  @Field(() => ID) id!: string;
  @Field(() => ID) siteId!: string;
  @Field(() => ID, { nullable: true }) sectorId!: string | null;
  @Field(() => ID) patientId!: string;
  @Field(() => ID) therapistId!: string;
  @Field(() => String) startsAt!: Date;
  @Field(() => String) endsAt!: Date;
  @Field(() => Int) durationMinutes!: number;
  @Field() sessionType!: string;
  @Field(() => String) status!: SessionView['status'];
  @Field(() => String, { nullable: true }) notes!: string | null;
  @Field(() => String, { nullable: true }) startedAt!: Date | null;
  @Field(() => String, { nullable: true }) completedAt!: Date | null;
  @Field(() => String, { nullable: true }) cancelledAt!: Date | null;
  @Field(() => String, { nullable: true }) cancelReason!: string | null;
  @Field(() => String) createdAt!: Date;
  @Field(() => String) updatedAt!: Date;
}

export const TherapySessionConnection = connectionOf(TherapySessionType);
