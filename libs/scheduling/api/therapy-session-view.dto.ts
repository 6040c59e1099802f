import { ActionDto } from '#platform/http/action.dto.js';
import { Id, Instant, Int, OneOf, Parts, Text } from '#platform/http/fields.js';
import { SESSION_TYPES } from '../contract/session-kinds.js';
import { SESSION_STATUSES } from '../model/session-status.js';

/** A therapy session as REST answers with it. */
export class TherapySessionDto {
  @Id() id!: string;
  @Id() siteId!: string;
  @Id({ nullable: true }) sectorId!: string | null;
  @Id() patientId!: string;
  @Id() therapistId!: string;
  @Instant() startsAt!: string;
  @Instant() endsAt!: string;
  @Int() durationMinutes!: number;
  @OneOf(SESSION_TYPES) sessionType!: string;
  @OneOf(SESSION_STATUSES) status!: string;
  @Text({ nullable: true, min: 0, max: 4000 }) notes!: string | null;
  @Instant({ nullable: true }) startedAt!: string | null;
  @Instant({ nullable: true }) completedAt!: string | null;
  @Instant({ nullable: true }) cancelledAt!: string | null;
  @Text({ nullable: true, min: 0, max: 500 }) cancelReason!: string | null;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
  @Parts(() => ActionDto) actions!: ActionDto[];
}

export class SlotDto {
  @Instant() startsAt!: string;
  @Instant() endsAt!: string;
}
