import type { Action } from '#platform/http/envelope.js';
import type { ApiKeyView } from '../model/api-keys.js';

export const API_KEYS_PATH = '/api/v1/auth/api-keys';

export const presentApiKey = (key: ApiKeyView) => ({ ...key, actions: apiKeyActions(key) });

/** Who sees a key may revoke it. */
export function apiKeyActions({ id }: Pick<ApiKeyView, 'id'>): Action[] {
  const href = `${API_KEYS_PATH}/${id}`;
  return [
    { name: 'revoke', method: 'DELETE', href },
    { name: 'events', method: 'GET', href: `${href}/events` },
  ];
}
