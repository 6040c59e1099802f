import { type Actor, hasRole, ROLES, type Role } from '#platform/context/actor.js';
import { PermissionDeniedError } from '#platform/errors/application-error.js';
import { isInScope, isPermitted } from '#platform/http/permissions.js';
import {
  OwnDeactivationError,
  ReservedRoleError,
  SystemUserConflictError,
  UserNotFoundError,
} from './identity-errors.js';
import { identityPermissions } from './identity-permissions.js';
import { rolesThatDiffer } from './user.entity.js';

/** Everybody but patients, who see only themselves. */
const STAFF = ROLES.filter((role) => role !== 'patient');

/** Only who has one of them may give it, take it away, or change those who have it: both may cross accounts. */
const RESERVED: readonly Role[] = ['developer', 'system'];

interface Subject {
  readonly id: string;
  readonly roles: readonly Role[];
}

export const isStaff = (actor: Actor): boolean => hasRole(actor, ...STAFF);
export const mayView = (actor: Actor, userId: string): boolean => actor.userId === userId || isStaff(actor);

const updates = identityPermissions['user.update'];
const manages = (actor: Actor): boolean => isPermitted(actor, updates);
const deactivates = (actor: Actor): boolean => isPermitted(actor, identityPermissions['user.deactivate']);
const foreignReserved = (actor: Actor, roles: readonly Role[]): Role | undefined =>
  roles.find((role) => RESERVED.includes(role) && !actor.roles.includes(role));
const reaches = (actor: Actor, { roles }: Subject): boolean => manages(actor) && !foreignReserved(actor, roles);

export const mayChange = (actor: Actor, user: Subject): boolean =>
  (actor.userId === user.id && isInScope(actor, updates)) || reaches(actor, user);
export const mayDeactivate = (actor: Actor, user: Subject & { active: boolean }): boolean =>
  user.active &&
  actor.userId !== user.id &&
  deactivates(actor) &&
  !isSystemUser(user) &&
  !foreignReserved(actor, user.roles);

/** Whoever works for the installation itself is not taken away from it by way of one account. */
const isSystemUser = ({ roles }: Pick<Subject, 'roles'>): boolean => roles.includes('system');

export const mayCreate = (actor: Actor, roles: readonly Role[]): boolean =>
  manages(actor) && !foreignReserved(actor, roles);

/** @throws PermissionDeniedError */
export function assertMayCreate(actor: Actor, roles: readonly Role[]): void {
  if (!isPermitted(actor, identityPermissions['user.create'])) throw new PermissionDeniedError();
  refuseReserved(actor, roles);
}

/**
 * @param before the user as they were
 * @param after their roles as they are to be
 * @param changed which fields really differ: whoever sends a whole form back changes only what is different in it
 * @throws UserNotFoundError, PermissionDeniedError
 */
export function assertMayChange(
  actor: Actor,
  before: Subject,
  after: readonly Role[],
  changed: readonly string[],
): void {
  if (!mayView(actor, before.id)) throw new UserNotFoundError(before.id);
  if (!mayChange(actor, before)) throw new PermissionDeniedError();
  // Their own address too: until it is verified, a stolen access token must not be able to take the user over.
  const ofManagers = changed.filter((field) => !field.startsWith('profile.'));
  if (ofManagers.length > 0 && !manages(actor))
    throw new PermissionDeniedError('PERMISSION_DENIED', { fields: ofManagers });
  refuseReserved(actor, rolesThatDiffer(before.roles, after));
}

/** @throws UserNotFoundError, PermissionDeniedError, SystemUserConflictError */
export function assertMayDeactivate(actor: Actor, user: Subject): void {
  if (!mayView(actor, user.id)) throw new UserNotFoundError(user.id);
  if (!deactivates(actor)) throw new PermissionDeniedError();
  if (actor.userId === user.id) throw new OwnDeactivationError();
  if (isSystemUser(user)) throw new SystemUserConflictError();
  refuseReserved(actor, user.roles);
}

/**
 * For credentials that let somebody act as the user.
 * @throws UserNotFoundError, PermissionDeniedError
 */
export function assertMayActAs(actor: Actor, user: Subject & { active: boolean }): void {
  if (actor.userId === user.id) return;
  if (!mayView(actor, user.id) || !user.active) throw new UserNotFoundError(user.id);
  if (!manages(actor)) throw new PermissionDeniedError();
  refuseReserved(actor, user.roles);
}

/**
 * For what gives a user back who has been locked out. Nobody does it for themselves: it would spare them the proof.
 * @throws UserNotFoundError, PermissionDeniedError
 */
export function assertMayHelp(actor: Actor, user: Subject): void {
  if (!mayView(actor, user.id)) throw new UserNotFoundError(user.id);
  if (!manages(actor) || actor.userId === user.id) throw new PermissionDeniedError();
  refuseReserved(actor, user.roles);
}

function refuseReserved(actor: Actor, roles: readonly Role[]): void {
  const role = foreignReserved(actor, roles);
  if (role) throw new ReservedRoleError(role);
}
