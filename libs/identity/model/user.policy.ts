import type { Actor, Role } from '#platform/context/actor.js';
import { PermissionDeniedError } from '#platform/errors/application-error.js';
import { isPermitted, type Permission } from '#platform/permissions/permission.js';
import { identityPermissions } from '../contract/identity-permissions.js';
import {
  OwnDeactivationError,
  ReservedRoleError,
  SystemUserConflictError,
  UserNotFoundError,
} from './identity-errors.js';
import { rolesThatDiffer } from './user.entity.js';

/** Only who has one of them may give it, take it away, or change those who have it: both may cross accounts. */
const RESERVED: readonly Role[] = ['developer', 'system'];

/**
 * Names of the permissions that the actor has on the user, which is for access control to say: by role, as the user, or by a grant.
 * What is left for this policy is what holds whoever has them.
 */
export type Held = ReadonlySet<string>;

interface Subject {
  readonly id: string;
  readonly roles: readonly Role[];
}

const {
  'user.view': views,
  'user.create': creates,
  'user.update': updates,
  'user.deactivate': deactivates,
  'user.help': helps,
} = identityPermissions;

const has = (held: Held, { name }: Permission): boolean => held.has(name);
const foreignReserved = (actor: Actor, roles: readonly Role[]): Role | undefined =>
  roles.find((role) => RESERVED.includes(role) && !actor.roles.includes(role));
const isOther = (actor: Actor, { id }: Pick<Subject, 'id'>): boolean => actor.userId !== id;

/** Everybody sees themselves, also by an API key that is for other things. */
export const maySee = (actor: Actor, userId: string, held: Held): boolean =>
  actor.userId === userId || has(held, views);

export const mayChange = (actor: Actor, user: Subject, held: Held): boolean =>
  has(held, updates) && !(isOther(actor, user) && foreignReserved(actor, user.roles));

export const mayDeactivate = (actor: Actor, user: Subject & { active: boolean }, held: Held): boolean =>
  user.active &&
  isOther(actor, user) &&
  has(held, deactivates) &&
  !isSystemUser(user) &&
  !foreignReserved(actor, user.roles);

export const mayReactivate = (actor: Actor, user: Subject & { active: boolean }, held: Held): boolean =>
  !user.active && has(held, deactivates) && !foreignReserved(actor, user.roles);

/** To give back to a user what they have been locked out of. */
export const mayHelp = (actor: Actor, user: Subject, held: Held): boolean =>
  has(held, helps) && isOther(actor, user) && !foreignReserved(actor, user.roles);

/** Whoever works for the installation itself is not taken away from it by way of one account. */
const isSystemUser = ({ roles }: Pick<Subject, 'roles'>): boolean => roles.includes('system');

/**
 * Address and roles of others are for who may change everybody: whoever has a user's address becomes that user by way of a mail,
 * and roles reach over the whole account. A grant on one user, or being that user, does not reach that far.
 */
export const changesEverybody = (actor: Actor): boolean => isPermitted(actor, updates);

export const mayCreate = (actor: Actor, roles: readonly Role[]): boolean =>
  isPermitted(actor, creates) && !foreignReserved(actor, roles);

/** @throws PermissionDeniedError */
export function assertMayCreate(actor: Actor, roles: readonly Role[]): void {
  if (!isPermitted(actor, creates)) throw new PermissionDeniedError();
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
  held: Held,
  before: Subject,
  after: readonly Role[],
  changed: readonly string[],
): void {
  assertSees(actor, before, held);
  if (!mayChange(actor, before, held)) throw new PermissionDeniedError();
  // Their own address too: until it is verified, a stolen access token must not be able to take the user over.
  const ofManagers = changed.filter((field) => !field.startsWith('profile.'));
  if (ofManagers.length > 0 && !changesEverybody(actor)) {
    throw new PermissionDeniedError('PERMISSION_DENIED', { fields: ofManagers });
  }
  refuseReserved(actor, rolesThatDiffer(before.roles, after));
}

/** @throws UserNotFoundError, PermissionDeniedError, SystemUserConflictError */
export function assertMayDeactivate(actor: Actor, held: Held, user: Subject): void {
  assertSees(actor, user, held);
  if (!has(held, deactivates)) throw new PermissionDeniedError();
  if (!isOther(actor, user)) throw new OwnDeactivationError();
  if (isSystemUser(user)) throw new SystemUserConflictError();
  refuseReserved(actor, user.roles);
}

/** @throws UserNotFoundError, PermissionDeniedError */
export function assertMayReactivate(actor: Actor, held: Held, user: Subject): void {
  assertSees(actor, user, held);
  if (!has(held, deactivates)) throw new PermissionDeniedError();
  refuseReserved(actor, user.roles);
}

/**
 * For credentials that let somebody act as the user.
 * @throws UserNotFoundError, PermissionDeniedError
 */
export function assertMayActAs(actor: Actor, held: Held, user: Subject & { active: boolean }): void {
  if (!isOther(actor, user)) return;
  assertSees(actor, user, held);
  if (!user.active) throw new UserNotFoundError(user.id);
  if (!changesEverybody(actor)) throw new PermissionDeniedError();
  refuseReserved(actor, user.roles);
}

/**
 * For what gives a user back who has been locked out. Nobody does it for themselves: it would spare them the proof.
 * @throws UserNotFoundError, PermissionDeniedError
 */
export function assertMayHelp(actor: Actor, held: Held, user: Subject): void {
  assertSees(actor, user, held);
  if (!has(held, helps) || !isOther(actor, user)) throw new PermissionDeniedError();
  refuseReserved(actor, user.roles);
}

function assertSees(actor: Actor, { id }: Subject, held: Held): void {
  if (!maySee(actor, id, held)) throw new UserNotFoundError(id);
}

function refuseReserved(actor: Actor, roles: readonly Role[]): void {
  const role = foreignReserved(actor, roles);
  if (role) throw new ReservedRoleError(role);
}
