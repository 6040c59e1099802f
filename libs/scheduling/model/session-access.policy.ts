import type { AccessControl } from '#platform/access/access-control.js';
import type { Actor } from '#platform/context/actor.js';
import type { TenantTransaction } from '#platform/database/tenant-database.js';
import { PermissionDeniedError } from '#platform/errors/application-error.js';
import { isInScope, isPermitted, type Permission } from '#platform/permissions/permission.js';
import { schedulingPermissions } from '../contract/scheduling-permissions.js';
import { SessionNotFoundError } from './scheduling-errors.js';
import { SESSION_ACTIONS, type SessionAction } from './session-status.js';

const [view, schedule, conduct, remove] = [
  schedulingPermissions['session.view'],
  schedulingPermissions['session.schedule'],
  schedulingPermissions['session.conduct'],
  schedulingPermissions['session.delete'],
];

/** What each action on a session demands. */
const DEMANDS: Readonly<Record<SessionAction, Permission>> = {
  reschedule: schedule,
  cancel: schedule,
  start: conduct,
  complete: conduct,
  delete: remove,
};

/** The permissions that decide over the actions on a session. */
export const ACTION_PERMISSIONS: readonly Permission[] = [schedule, conduct, remove];

/** Which actions these permissions, by name, allow; the session's state may still refuse them. */
export const permittedActions = (held: ReadonlySet<string>): SessionAction[] =>
  SESSION_ACTIONS.filter((action) => held.has(DEMANDS[action].name));

/**
 * Holds the actor to what they may do to a session. Its statement leaves with those that are sent at the same time.
 * @throws SessionNotFoundError for a session that the actor may not see, PermissionDeniedError for one that they may
 */
export async function requireAction(
  access: AccessControl,
  tx: TenantTransaction,
  { actor, sessionId, action }: { readonly actor: Actor; readonly sessionId: string; readonly action: SessionAction },
): Promise<void> {
  const permission = DEMANDS[action];
  const held = (await access.permissionsIn(tx, actor, 'therapy_session', [sessionId], [view, permission])).get(
    sessionId,
  );
  if (!held?.has(view.name)) throw new SessionNotFoundError(sessionId);
  if (!held.has(permission.name)) throw new PermissionDeniedError('PERMISSION_DENIED', { permission: permission.name });
}

interface Booking {
  readonly patientId: string;
  readonly therapistId: string;
  readonly siteId: string;
}

/**
 * The front desk arranges sessions for everybody, therapists their own, patients for themselves, and who was granted it on a site
 * those there.
 * @throws PermissionDeniedError
 */
export async function requireArranging(access: AccessControl, actor: Actor, booking: Booking): Promise<void> {
  if (isPermitted(actor, schedule) || isOwnBooking(actor, booking)) return;
  if (await access.check(actor, schedule, { type: 'site', id: booking.siteId })) return;
  throw new PermissionDeniedError('PERMISSION_DENIED', { permission: schedule.name });
}

function isOwnBooking(actor: Actor, { patientId, therapistId }: Booking): boolean {
  const takesPart =
    (actor.roles.includes('therapist') && actor.userId === therapistId) ||
    (actor.roles.includes('patient') && actor.userId === patientId);
  return takesPart && isInScope(actor, schedule);
}
