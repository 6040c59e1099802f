import type { Actor } from '../../context/actor.js';
import type { Permission } from '../../permissions/permission.js';
import { fixtureTypes } from './documents-fixture.js';
import type { World } from './random-world.js';

/** What access control has to say, found by looking at everything, in the plainest way that there is. */
export function oracleOf({ rows, members, grants }: World) {
  const rowOf = (type: string, id: string) => rows[type]?.find((row) => row.id === id);
  const typeOf = (type: string) => fixtureTypes.find((each) => each.type === type);

  const isOf = (actor: Actor, subject: string): boolean => {
    const [kind, id = ''] = subject.split(':');
    if (kind === 'user') return id === actor.userId;
    if (kind === 'role') return actor.roles.some((role) => role === id);
    return members.get(id)?.has(actor.userId) ?? false;
  };

  const granted = (actor: Actor, permission: string, type: string, id: string, seen: string[]): boolean => {
    if (seen.includes(id)) return false;
    const direct = grants.some(
      (grant) =>
        grant.permission === permission && grant.type === type && grant.id === id && isOf(actor, grant.subject),
    );
    if (direct) return true;
    const row = rowOf(type, id);
    return (typeOf(type)?.inherits ?? []).some(({ from, column }) => {
      const above = row?.[column];
      return !!above && granted(actor, permission, from, above, [...seen, id]);
    });
  };

  return (actor: Actor, permission: Permission, type: string, id: string): boolean => {
    const row = rowOf(type, id);
    if (!row) return false;
    if (actor.scopes && !actor.scopes.includes(permission.name)) return false;
    const place = typeOf(type)?.place;
    const mayUsePlace = () =>
      !place ||
      actor.roles.some((role) => place.use.roles.includes(role)) ||
      granted(actor, place.use.name, place.type, row[place.column] ?? '', []);
    if (actor.roles.some((role) => permission.roles.includes(role)) && mayUsePlace()) return true;
    const parties = typeOf(type)?.parties ?? {};
    const takesPart = actor.roles.some(
      (role) => permission.parties?.includes(role) && parties[role] && row[parties[role] as string] === actor.userId,
    );
    return takesPart || granted(actor, permission.name, type, id, []);
  };
}

export type Oracle = ReturnType<typeof oracleOf>;
