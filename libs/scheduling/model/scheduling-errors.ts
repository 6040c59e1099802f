import { ConflictError, NotFoundError } from '#platform/errors/application-error.js';
import type { Interval } from './interval.js';
import { allowedActions, type SessionAction, type SessionStatus } from './session-status.js';

/** Also the answer for a session of another account or of a site that the caller may not see. */
export class SessionNotFoundError extends NotFoundError {
  constructor(sessionId: string) {
    super('THERAPY_SESSION_NOT_FOUND', 'There is no such therapy session. Check its id.', { sessionId });
  }
}

export class SessionStateConflictError extends ConflictError {
  constructor(status: SessionStatus, action: SessionAction) {
    const allowed = allowedActions(status).join(', ') || 'none';
    super(
      'SESSION_STATE_CONFLICT',
      `The action ${action} is refused because the therapy session is ${status}. Actions allowed now: ${allowed}.`,
      { status, action },
    );
  }
}

/** Restoring what is there already. */
export class SessionNotDeletedError extends ConflictError {
  constructor(sessionId: string) {
    super('SESSION_STATE_CONFLICT', 'This therapy session is not deleted, so there is nothing to restore.', {
      sessionId,
      action: 'restore',
    });
  }
}

/** Names the party and the time that collide, and nothing else: the other session may be another patient's. */
export class SessionTimeConflictError extends ConflictError {
  constructor(party: 'therapist' | 'patient', conflict: Interval) {
    super('SESSION_TIME_CONFLICT', `The ${party} has another session at this time. Choose another time.`, {
      party,
      conflict: { startsAt: conflict.startsAt.toISOString(), endsAt: conflict.endsAt.toISOString() },
    });
  }
}

export class TherapistDayFullError extends ConflictError {
  constructor(limit: number, date: string) {
    super(
      'THERAPIST_DAY_CONFLICT',
      `The therapist already has ${limit} sessions on ${date}, the most that a day may hold. Choose another day.`,
      { limit, date },
    );
  }
}

/** A site's zone is not one that this machine knows: a fault in stored data, never a caller's. */
export class UnknownTimeZoneError extends Error {
  constructor(zone: string) {
    super(`"${zone}" is not a known time zone. Give the site an IANA name such as Europe/Berlin.`);
    this.name = 'UnknownTimeZoneError';
  }
}
