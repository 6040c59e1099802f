import { type Actor, hasRole } from '#platform/context/actor.js';
import { PermissionDeniedError } from '#platform/errors/application-error.js';
import { isPermitted } from '#platform/http/permissions.js';
import { schedulingPermissions } from '../contract/scheduling-permissions.js';
import { allowedActions, type SessionAction, type SessionStatus } from './session-status.js';

interface Parties {
  readonly patientId: string;
  readonly therapistId: string;
}

const seesAll = (actor: Actor) => hasRole(actor, 'developer', 'owner', 'admin', 'editor', 'viewer', 'system');
const arrangesAll = (actor: Actor) => hasRole(actor, 'developer', 'owner', 'admin', 'editor', 'system');

const isParty = (actor: Actor, { patientId, therapistId }: Parties) =>
  actor.userId === patientId || actor.userId === therapistId;

/** The front desk sees all sessions; a therapist and a patient see those that they take part in. */
export const maySee = (actor: Actor, session: Parties): boolean => seesAll(actor) || isParty(actor, session);

/** The same as {@link maySee}, as SQL over `scheduling.therapy_session`. */
export const visibleSessions = (actor: Actor) =>
  seesAll(actor) ? undefined : { sql: '(therapist_id = $1::uuid or patient_id = $1::uuid)', values: [actor.userId] };

/** The front desk arranges sessions for everybody, therapists their own, patients for themselves. */
export const mayArrange = (actor: Actor, session: Parties): boolean =>
  isPermitted(actor, schedulingPermissions['session.schedule']) && (arrangesAll(actor) || isParty(actor, session));

export const mayConduct = (actor: Actor, session: Parties): boolean =>
  isPermitted(actor, schedulingPermissions['session.conduct']) &&
  (arrangesAll(actor) || actor.userId === session.therapistId);

/** What `actor` may do to a session now: what its state allows and the actor is permitted. */
export function actionsFor(actor: Actor, session: Parties & { readonly status: SessionStatus }): SessionAction[] {
  return allowedActions(session.status).filter((action) => isPermittedAction(actor, action, session));
}

/** @throws PermissionDeniedError */
export function requireArranging(actor: Actor, session: Parties): void {
  if (!mayArrange(actor, session)) throw new PermissionDeniedError();
}

/** @throws PermissionDeniedError */
export function requireAction(actor: Actor, action: SessionAction, session: Parties): void {
  if (!isPermittedAction(actor, action, session)) throw new PermissionDeniedError();
}

const isPermittedAction = (actor: Actor, action: SessionAction, session: Parties): boolean =>
  action === 'start' || action === 'complete' ? mayConduct(actor, session) : mayArrange(actor, session);
