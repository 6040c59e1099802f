import type { Actor } from '../context/actor.js';
import { isInScope, type Permission } from '../permissions/permission.js';
import type { ObjectType } from './object-type.js';

/** The columns that make the actor a party of a row, for this permission, when they hold the actor's id. */
export function partyColumns(actor: Actor, permission: Permission, { parties = {} }: ObjectType): string[] {
  if (!isInScope(actor, permission)) return [];
  const roles = (permission.parties ?? []).filter((role) => actor.roles.includes(role));
  return [...new Set(roles.flatMap((role) => parties[role] ?? []))];
}
