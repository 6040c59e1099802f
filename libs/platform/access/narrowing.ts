import { type Actor, hasRole } from '../context/actor.js';
import { isPermitted, type Permission } from '../http/permissions.js';
import type { ObjectType, Place } from './object-type.js';

/**
 * Whether what a role gives is less than all objects of the type: only those at places that the actor may use, or the one place that an
 * API key is bound to. Taking part and grants are as good as ever.
 */
export function isNarrowed(actor: Actor, permission: Permission, { place }: ObjectType): boolean {
  if (!place) return false;
  return actor.siteId !== undefined || (isPermitted(actor, permission) && !usesAll(actor, place));
}

export const usesAll = (actor: Actor, { use }: Place): boolean => hasRole(actor, ...use.roles);
