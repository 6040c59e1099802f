import { type Actor, hasRole } from '../context/actor.js';
import { isPermitted, type Permission } from '../http/permissions.js';
import type { ObjectType } from './object-type.js';

/** Where objects are, such as the site of a session. */
export interface Place {
  /** Type of the object that is the place. */
  readonly type: string;
  /** Column of the object's table with the place's id. */
  readonly column: string;
  /** Who has it on a place may use that one; who has it by role, all. */
  readonly use: Permission;
}

/**
 * Whether what a role gives is less than all objects of the type: only those at places that the actor may use, or the one place that an
 * API key is bound to. Taking part and grants are as good as ever.
 */
export function isNarrowed(actor: Actor, permission: Permission, { place }: ObjectType): boolean {
  if (!place) return false;
  return actor.siteId !== undefined || (isPermitted(actor, permission) && !usesAll(actor, place));
}

export const usesAll = (actor: Actor, { use }: Place): boolean => hasRole(actor, ...use.roles);
