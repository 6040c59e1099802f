import type { Action } from '#platform/http/envelope.js';
import { allowedActions, type SessionAction, type SessionStatus } from './session-status.js';

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

/** What it takes to tell what may be done to a session. */
export type ActionableSession = Pick<SessionView, 'id' | 'status'>;

/** What may be done to the session now, ready to be called: what its state allows and who asks is permitted. */
export function sessionActions({ id, status }: ActionableSession, permitted: readonly SessionAction[]): Action[] {
  const href = `${SESSIONS_PATH}/${id}`;
  const read: Action[] = [
    { name: 'view', method: 'GET', href },
    { name: 'events', method: 'GET', href: `${href}/events` },
  ];
  const change = allowedActions(status).filter((action) => permitted.includes(action));
  return [...read, ...change.map((name) => stepOf(name, href))];
}

const stepOf = (name: SessionAction, href: string): Action =>
  name === 'delete' ? { name, method: 'DELETE', href } : { name, method: 'POST', href: `${href}/${name}` };

/** What is left to be done to a deleted session by who may delete it. */
export const deletedSessionActions = ({ id }: Pick<SessionView, 'id'>): Action[] => [
  { name: 'restore', method: 'POST', href: `${SESSIONS_PATH}/${id}/restore` },
];

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
