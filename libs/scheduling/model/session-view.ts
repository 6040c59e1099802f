import type { Actor } from '#platform/context/actor.js';
import type { Action } from '#platform/http/envelope.js';
import { actionsFor } from './session-access.policy.js';
import type { SessionStatus } from './session-status.js';

/** A session as readers get it, over every adapter. */
export interface SessionView {
  readonly id: string;
  readonly siteId: string;
  readonly sectorId: string | null;
  readonly patientId: string;
  readonly therapistId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly durationMinutes: number;
  readonly sessionType: string;
  readonly status: SessionStatus;
  readonly notes: string | null;
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
  readonly cancelledAt: Date | null;
  readonly cancelReason: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const SESSIONS_PATH = '/api/v1/therapy-sessions';

/** What `actor` may do to the session now, ready to be called. */
export function sessionActions(
  actor: Actor,
  session: Pick<SessionView, 'id' | 'status' | 'patientId' | 'therapistId'>,
): Action[] {
  const href = `${SESSIONS_PATH}/${session.id}`;
  const read: Action[] = [
    { name: 'view', method: 'GET', href },
    { name: 'events', method: 'GET', href: `${href}/events` },
  ];
  const change = actionsFor(actor, session).map((name): Action => ({ name, method: 'POST', href: `${href}/${name}` }));
  return [...read, ...change];
}

/** The fields of a view, from an entity or a row that has more. */
export function sessionView(session: SessionView): SessionView {
  const { id, siteId, sectorId, patientId, therapistId, startsAt, endsAt, durationMinutes, sessionType, status } =
    session;
  const { notes, startedAt, completedAt, cancelledAt, cancelReason, createdAt, updatedAt } = session;
  return {
    id,
    siteId,
    sectorId,
    patientId,
    therapistId,
    startsAt,
    endsAt,
    durationMinutes,
    sessionType,
    status,
    notes,
    startedAt,
    completedAt,
    cancelledAt,
    cancelReason,
    createdAt,
    updatedAt,
  };
}
