import { Column, Entity, VersionColumn } from 'typeorm';
import { TenantEntity } from '#platform/database/tenant.entity.js';
import { type SessionType } from '../contract/session-kinds.js';
import { MINUTE } from './local-clock.js';
import { refuse } from './problems.js';
import { SessionNotDeletedError, SessionStateConflictError } from './scheduling-errors.js';
import { durationProblem, partiesProblem, startProblem, typeProblem } from './session-policy.js';
import { allowedActions, type SessionAction, type SessionStatus } from './session-status.js';

export interface SessionRequest {
  readonly accountId: string;
  readonly siteId: string;
  readonly sectorId?: string | null;
  readonly patientId: string;
  readonly therapistId: string;
  readonly startsAt: Date;
  readonly durationMinutes: number;
  readonly sessionType: SessionType;
  readonly notes?: string | null;
}

/**
 * A patient's appointment with a therapist at a site: scheduled → started → completed, or scheduled → cancelled.
 * It guards what it can see by itself; overlaps, full days and working hours are for whoever loads the other sessions.
 */
@Entity({ schema: 'scheduling', name: 'therapy_session' })
export class TherapySession extends TenantEntity {
  @Column('uuid', { name: 'site_id' })
  siteId!: string;

  @Column('uuid', { name: 'sector_id', nullable: true })
  sectorId!: string | null;

  @Column('uuid', { name: 'patient_id' })
  patientId!: string;

  @Column('uuid', { name: 'therapist_id' })
  therapistId!: string;

  @Column({ type: 'timestamptz', name: 'starts_at', precision: 3 })
  startsAt!: Date;

  @Column({ type: 'timestamptz', name: 'ends_at', precision: 3 })
  endsAt!: Date;

  @Column('integer', { name: 'duration_minutes' })
  durationMinutes!: number;

  @Column('text', { name: 'session_type' })
  sessionType!: SessionType;

  @Column('text')
  status!: SessionStatus;

  @Column('text', { nullable: true })
  notes!: string | null;

  @Column({ type: 'timestamptz', name: 'started_at', precision: 3, nullable: true })
  startedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'completed_at', precision: 3, nullable: true })
  completedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'cancelled_at', precision: 3, nullable: true })
  cancelledAt!: Date | null;

  @Column('text', { name: 'cancel_reason', nullable: true })
  cancelReason!: string | null;

  /** SEQUENCE of RFC 5545: a calendar takes an update or a cancellation only with a higher one than it knows. */
  @Column('integer', { name: 'calendar_sequence' })
  calendarSequence!: number;

  /** Out of sight since then; see `platform/retention`. */
  @Column({ type: 'timestamptz', name: 'deleted_at', precision: 3, nullable: true })
  deletedAt!: Date | null;

  @Column('uuid', { name: 'deleted_by', nullable: true })
  deletedBy!: string | null;

  @VersionColumn()
  version!: number;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3 })
  updatedAt!: Date;

  /** @throws ValidationError with every field that is refused */
  static schedule(request: SessionRequest, now: Date): TherapySession {
    refuse({
      startsAt: startProblem(request.startsAt, now),
      durationMinutes: durationProblem(request.durationMinutes),
      sessionType: typeProblem(request.sessionType),
      patientId: partiesProblem(request.patientId, request.therapistId),
    });
    const session = new TherapySession();
    session.accountId = request.accountId;
    session.siteId = request.siteId;
    session.sectorId = request.sectorId ?? null;
    session.patientId = request.patientId;
    session.therapistId = request.therapistId;
    session.sessionType = request.sessionType;
    session.status = 'scheduled';
    session.notes = request.notes ?? null;
    session.startedAt = null;
    session.completedAt = null;
    session.cancelledAt = null;
    session.cancelReason = null;
    session.calendarSequence = 0;
    session.deletedAt = null;
    session.deletedBy = null;
    session.createdAt = now;
    session.updatedAt = now;
    session.#occupy(request.startsAt, request.durationMinutes);
    return session;
  }

  /**
   * @param durationMinutes undefined keeps the present duration
   * @throws SessionStateConflictError, ValidationError
   */
  reschedule(startsAt: Date, durationMinutes: number | undefined, now: Date): void {
    this.#require('reschedule');
    const duration = durationMinutes ?? this.durationMinutes;
    refuse({ startsAt: startProblem(startsAt, now), durationMinutes: durationProblem(duration) });
    this.#occupy(startsAt, duration);
    this.calendarSequence += 1;
    this.updatedAt = now;
  }

  /** @throws SessionStateConflictError */
  start(now: Date): void {
    this.#require('start');
    this.status = 'started';
    this.startedAt = now;
    this.updatedAt = now;
  }

  /** @throws SessionStateConflictError */
  complete(now: Date): void {
    this.#require('complete');
    this.status = 'completed';
    this.completedAt = now;
    this.updatedAt = now;
  }

  /** @throws SessionStateConflictError */
  cancel(now: Date, reason?: string | null): void {
    this.#require('cancel');
    this.status = 'cancelled';
    this.cancelledAt = now;
    this.cancelReason = reason ?? null;
    this.calendarSequence += 1;
    this.updatedAt = now;
  }

  /** @throws SessionStateConflictError */
  delete(now: Date, by: string): void {
    this.#require('delete');
    this.deletedAt = now;
    this.deletedBy = by;
    this.updatedAt = now;
  }

  /** @throws SessionNotDeletedError */
  restore(now: Date): void {
    if (!this.deletedAt) throw new SessionNotDeletedError(this.id);
    this.deletedAt = null;
    this.deletedBy = null;
    this.updatedAt = now;
  }

  #require(action: SessionAction): void {
    if (!allowedActions(this.status).includes(action)) throw new SessionStateConflictError(this.status, action);
  }

  #occupy(startsAt: Date, durationMinutes: number): void {
    this.startsAt = startsAt;
    this.durationMinutes = durationMinutes;
    this.endsAt = new Date(startsAt.getTime() + durationMinutes * MINUTE);
  }
}
