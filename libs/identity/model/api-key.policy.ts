import type { Actor } from '#platform/context/actor.js';
import { hasRole } from '#platform/context/actor.js';
import { MANAGERS } from '../contract/identity-permissions.js';
import { ApiKeyNotFoundError } from './api-key-errors.js';

/** Managers see and revoke the keys of everybody in the account; everybody else their own. */
export const managesKeys = (actor: Actor): boolean => hasRole(actor, ...MANAGERS);

export const maySeeKey = (actor: Actor, key: { readonly userId: string }): boolean =>
  key.userId === actor.userId || managesKeys(actor);

/** @throws ApiKeyNotFoundError, also for one that is somebody else's */
export function assertSeesKey<T extends { readonly userId: string }>(actor: Actor, id: string, key: T | undefined): T {
  if (!key || !maySeeKey(actor, key)) throw new ApiKeyNotFoundError(id);
  return key;
}
