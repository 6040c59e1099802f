import { type Actor, hasRole } from '../context/actor.js';
import { currentContext } from '../context/request-context.js';
import { isPermitted, type Permission } from '../permissions/permission.js';
import type { ObjectType, Place } from './object-type.js';

/** The one place that is reached: the site that an API key is bound to, or else the one that the actor's own request works at. */
export function onlySiteOf(actor: Actor): string | undefined {
  const here = currentContext();
  return actor.siteId ?? (here?.actor === actor ? here.siteId : undefined);
}

/**
 * Whether what a role gives is less than all objects of the type: only those at places that the actor may use, or at the one that is
 * reached. Taking part and grants are as good as ever.
 */
export function isNarrowed(actor: Actor, permission: Permission, { place }: ObjectType): boolean {
  if (!place) return false;
  return onlySiteOf(actor) !== undefined || (isPermitted(actor, permission) && !usesAll(actor, place));
}

export const usesAll = (actor: Actor, { use }: Place): boolean => hasRole(actor, ...use.roles);
