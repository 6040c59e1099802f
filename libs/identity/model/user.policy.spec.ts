import { describe, expect, it } from 'vitest';
import { type Actor, ROLES, type Role } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { PermissionDeniedError } from '#platform/errors/application-error.js';
import { OwnDeactivationError, SystemUserConflictError, UserNotFoundError } from './identity-errors.js';
import {
  assertMayChange,
  assertMayCreate,
  assertMayDeactivate,
  mayChange,
  mayDeactivate,
  mayView,
} from './user.policy.js';

const accountId = newId();
const actor = (...roles: Role[]): Actor => ({ userId: newId(), accountId, roles });
const subject = (...roles: Role[]) => ({ id: newId(), roles, active: true });
const MANAGERS: readonly Role[] = ['owner', 'admin', 'developer'];

describe.each(ROLES)('a %s', (role) => {
  const manages = MANAGERS.includes(role);
  const other = subject('therapist');

  it(`sees ${role === 'patient' ? 'only themselves' : 'everybody'}`, () => {
    const me = actor(role);
    expect(mayView(me, me.userId)).toBe(true);
    expect(mayView(me, other.id)).toBe(role !== 'patient');
  });

  it(`${manages ? 'creates, changes and deactivates' : 'does not create, change or deactivate'} others`, () => {
    const me = actor(role);
    const refused = manages ? undefined : role === 'patient' ? UserNotFoundError : PermissionDeniedError;
    const hold = (work: () => void, error = refused) =>
      error ? expect(work).toThrow(error) : expect(work).not.toThrow();
    hold(() => assertMayCreate(me, ['patient']), manages ? undefined : PermissionDeniedError);
    hold(() => assertMayChange(me, other, ['admin'], ['roles']));
    hold(() => assertMayChange(me, other, other.roles, ['profile.firstName']));
    hold(() => assertMayDeactivate(me, other));
    expect(mayChange(me, other)).toBe(manages);
    expect(mayDeactivate(me, other)).toBe(manages);
  });

  it('changes their own profile', () => {
    const me = actor(role);
    const myself = { id: me.userId, roles: me.roles };
    expect(() => assertMayChange(me, myself, me.roles, ['profile.lastName'])).not.toThrow();
    expect(mayChange(me, myself)).toBe(true);
  });

  it(`${manages ? 'changes' : 'does not change'} their own address`, () => {
    const me = actor(role);
    const change = () => assertMayChange(me, { id: me.userId, roles: me.roles }, me.roles, ['email']);
    if (manages) expect(change).not.toThrow();
    else expect(change).toThrow(PermissionDeniedError);
  });

  it('cannot deactivate themselves', () => {
    const me = actor(role);
    const error = manages ? OwnDeactivationError : PermissionDeniedError;
    expect(() => assertMayDeactivate(me, { id: me.userId, roles: me.roles })).toThrow(error);
    expect(mayDeactivate(me, { id: me.userId, roles: me.roles, active: true })).toBe(false);
  });
});

describe.each<Role>(['developer', 'system'])('the role %s', (reserved) => {
  it('is given, taken away and acted on by nobody without it', () => {
    const owner = actor('owner', 'admin');
    const holder = subject('therapist', reserved);
    const plain = subject('therapist');
    for (const work of [
      () => assertMayCreate(owner, [reserved]),
      () => assertMayChange(owner, plain, ['therapist', reserved], ['roles']),
      () => assertMayChange(owner, holder, ['therapist'], ['roles']),
      () => assertMayChange(owner, holder, holder.roles, ['email']),
      () => assertMayChange(owner, holder, holder.roles, ['profile.firstName']),
    ]) {
      expect(work).toThrow(PermissionDeniedError);
    }
    const refused = reserved === 'system' ? SystemUserConflictError : PermissionDeniedError;
    expect(() => assertMayDeactivate(owner, holder)).toThrow(refused);
    expect(mayChange(owner, holder)).toBe(false);
    expect(mayDeactivate(owner, holder)).toBe(false);
  });

  it('cannot be taken by an administrator for themselves', () => {
    const me = actor('admin');
    const take = () => assertMayChange(me, { id: me.userId, roles: me.roles }, ['admin', reserved], ['roles']);
    expect(take).toThrow(PermissionDeniedError);
  });

  it('is given by an administrator who has it', () => {
    const holder = actor('admin', reserved);
    expect(() => assertMayCreate(holder, [reserved])).not.toThrow();
    expect(() => assertMayChange(holder, subject('viewer'), [reserved], ['roles'])).not.toThrow();
  });
});

it('lets nobody deactivate who is inactive already', () => {
  expect(mayDeactivate(actor('admin'), { ...subject('viewer'), active: false })).toBe(false);
});
