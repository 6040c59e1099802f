import type { Actor } from '#platform/context/actor.js';
import type { Action } from '#platform/http/envelope.js';
import type { ApiKeyView } from '../model/api-keys.js';
import { isInPerson } from '../model/in-person.js';

export const API_KEYS_PATH = '/api/v1/auth/api-keys';

export const presentApiKey = (actor: Actor, key: ApiKeyView) => ({ ...key, actions: apiKeyActions(actor, key) });

/** Who sees a key may revoke it, though not by a key. */
export function apiKeyActions(actor: Actor, { id }: Pick<ApiKeyView, 'id'>): Action[] {
  const href = `${API_KEYS_PATH}/${id}`;
  const events: Action = { name: 'events', method: 'GET', href: `${href}/events` };
  return isInPerson(actor) ? [{ name: 'revoke', method: 'DELETE', href }, events] : [events];
}
