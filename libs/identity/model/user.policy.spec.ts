import { describe, expect, it } from 'vitest';
import { type Actor, ROLES, type Role } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { PermissionDeniedError } from '#platform/errors/application-error.js';
import { isPermitted, isPermittedAsParty } from '#platform/permissions/permission.js';
import { identityPermissions } from '../contract/identity-permissions.js';
import { OwnDeactivationError, SystemUserConflictError, UserNotFoundError } from './identity-errors.js';
import {
  assertMayActAs,
  assertMayChange,
  assertMayCreate,
  assertMayDeactivate,
  assertMayHelp,
  type Held,
  mayChange,
  mayDeactivate,
  mayHelp,
  maySee,
} from './user.policy.js';
import { USER_PERMISSIONS } from './user-object.js';

const accountId = newId();
const actor = (...roles: Role[]): Actor => ({ userId: newId(), accountId, roles });
const subject = (...roles: Role[]) => ({ id: newId(), roles, active: true });
const MANAGERS: readonly Role[] = ['owner', 'admin', 'developer'];
/** What access control says where nothing is granted. */
const held = (me: Actor, { id }: { id: string }): Held => {
  const had = USER_PERMISSIONS.filter(
    (permission) => isPermitted(me, permission) || (id === me.userId && isPermittedAsParty(me, permission)),
  );
  return new Set(had.map(({ name }) => name));
};
const granted = (...verbs: ('view' | 'update' | 'deactivate' | 'help')[]): Held =>
  new Set(verbs.map((verb) => identityPermissions[`user.${verb}`].name));

describe.each(ROLES)('a %s', (role) => {
  const manages = MANAGERS.includes(role);
  const other = subject('therapist');

  it(`sees ${role === 'patient' ? 'only themselves' : 'everybody'}`, () => {
    const me = actor(role);
    expect(maySee(me, me.userId, new Set())).toBe(true);
    expect(maySee(me, other.id, held(me, other))).toBe(role !== 'patient');
  });

  it(`${manages ? 'creates, changes and deactivates' : 'does not create, change or deactivate'} others`, () => {
    const me = actor(role);
    const refused = manages ? undefined : role === 'patient' ? UserNotFoundError : PermissionDeniedError;
    const hold = (work: () => void, error = refused) =>
      error ? expect(work).toThrow(error) : expect(work).not.toThrow();
    hold(() => assertMayCreate(me, ['patient']), manages ? undefined : PermissionDeniedError);
    hold(() => assertMayChange(me, held(me, other), other, ['admin'], ['roles']));
    hold(() => assertMayChange(me, held(me, other), other, other.roles, ['profile.firstName']));
    hold(() => assertMayDeactivate(me, held(me, other), other));
    expect(mayChange(me, other, held(me, other))).toBe(manages);
    expect(mayDeactivate(me, other, held(me, other))).toBe(manages);
  });

  it('changes their own profile', () => {
    const me = actor(role);
    const myself = { id: me.userId, roles: me.roles };
    expect(() => assertMayChange(me, held(me, myself), myself, me.roles, ['profile.lastName'])).not.toThrow();
    expect(mayChange(me, myself, held(me, myself))).toBe(true);
  });

  it(`${manages ? 'changes' : 'does not change'} their own address`, () => {
    const me = actor(role);
    const myself = { id: me.userId, roles: me.roles };
    const change = () => assertMayChange(me, held(me, myself), myself, me.roles, ['email']);
    if (manages) expect(change).not.toThrow();
    else expect(change).toThrow(PermissionDeniedError);
  });

  it('cannot deactivate themselves', () => {
    const me = actor(role);
    const error = manages ? OwnDeactivationError : PermissionDeniedError;
    const myself = { id: me.userId, roles: me.roles, active: true };
    expect(() => assertMayDeactivate(me, held(me, myself), myself)).toThrow(error);
    expect(mayDeactivate(me, myself, held(me, myself))).toBe(false);
  });
});

describe.each<Role>(['developer', 'system'])('the role %s', (reserved) => {
  it('is given, taken away and acted on by nobody without it', () => {
    const owner = actor('owner', 'admin');
    const holder = subject('therapist', reserved);
    const plain = subject('therapist');
    for (const work of [
      () => assertMayCreate(owner, [reserved]),
      () => assertMayChange(owner, held(owner, plain), plain, ['therapist', reserved], ['roles']),
      () => assertMayChange(owner, held(owner, holder), holder, ['therapist'], ['roles']),
      () => assertMayChange(owner, held(owner, holder), holder, holder.roles, ['email']),
      () => assertMayChange(owner, held(owner, holder), holder, holder.roles, ['profile.firstName']),
    ]) {
      expect(work).toThrow(PermissionDeniedError);
    }
    const refused = reserved === 'system' ? SystemUserConflictError : PermissionDeniedError;
    expect(() => assertMayDeactivate(owner, held(owner, holder), holder)).toThrow(refused);
    expect(mayChange(owner, holder, held(owner, holder))).toBe(false);
    expect(mayDeactivate(owner, holder, held(owner, holder))).toBe(false);
  });

  it('cannot be taken by an administrator for themselves', () => {
    const me = actor('admin');
    const myself = { id: me.userId, roles: me.roles };
    const take = () => assertMayChange(me, held(me, myself), myself, ['admin', reserved], ['roles']);
    expect(take).toThrow(PermissionDeniedError);
  });

  it('is given by an administrator who has it', () => {
    const holder = actor('admin', reserved);
    expect(() => assertMayCreate(holder, [reserved])).not.toThrow();
    const viewer = subject('viewer');
    expect(() => assertMayChange(holder, held(holder, viewer), viewer, [reserved], ['roles'])).not.toThrow();
  });
});

it('lets nobody deactivate who is inactive already', () => {
  const [admin, viewer] = [actor('admin'), subject('viewer')];
  expect(mayDeactivate(admin, viewer, held(admin, viewer))).toBe(true);
  expect(mayDeactivate(admin, { ...viewer, active: false }, held(admin, viewer))).toBe(false);
});

describe('whom a permission is granted on one user', () => {
  const me = actor('patient');
  const user = subject('therapist');

  it('changes the profile, and neither address nor roles', () => {
    const on = granted('view', 'update');
    expect(mayChange(me, user, on)).toBe(true);
    expect(() => assertMayChange(me, on, user, user.roles, ['profile.firstName'])).not.toThrow();
    for (const field of ['email', 'roles']) {
      expect(() => assertMayChange(me, on, user, user.roles, [field])).toThrow(PermissionDeniedError);
    }
    expect(() => assertMayActAs(me, on, user)).toThrow(PermissionDeniedError);
  });

  it('does what it says, and nothing else', () => {
    expect(() => assertMayDeactivate(me, granted('view', 'deactivate'), user)).not.toThrow();
    expect(() => assertMayHelp(me, granted('view', 'help'), user)).not.toThrow();
    expect(() => assertMayDeactivate(me, granted('view', 'help', 'update'), user)).toThrow(PermissionDeniedError);
    expect(() => assertMayHelp(me, granted('view', 'deactivate', 'update'), user)).toThrow(PermissionDeniedError);
  });

  it('does not find a user whom they do not see', () => {
    expect(() => assertMayChange(me, granted('update'), user, user.roles, [])).toThrow(UserNotFoundError);
    expect(() => assertMayDeactivate(me, granted('deactivate'), user)).toThrow(UserNotFoundError);
    expect(() => assertMayHelp(me, granted('help'), user)).toThrow(UserNotFoundError);
  });

  it('is held to what holds for managers', () => {
    const all = granted('view', 'update', 'deactivate', 'help');
    const developer = subject('developer');
    const myself = { ...subject('patient'), id: me.userId };
    const offered = (whom: typeof user) => [mayDeactivate(me, whom, all), mayHelp(me, whom, all)];
    expect([mayChange(me, developer, all), ...offered(developer), ...offered(myself)]).toEqual(Array(5).fill(false));
    expect(() => assertMayChange(me, all, developer, ['developer'], ['profile.firstName'])).toThrow(
      PermissionDeniedError,
    );
    expect(() => assertMayHelp(me, all, myself)).toThrow(PermissionDeniedError);
    expect(() => assertMayDeactivate(me, all, myself)).toThrow(OwnDeactivationError);
  });
});
