import type { Actor } from '#platform/context/actor.js';
import type { Action } from '#platform/http/envelope.js';
import { isPermitted } from '#platform/permissions/permission.js';
import { billingPermissions } from '../contract/billing-permissions.js';
import type { Price } from '../model/price-list.js';

export const PRICES_PATH = '/api/v1/billing/prices';

export function presentPrices(actor: Actor, prices: readonly Price[]) {
  const set: Action = { name: 'set', method: 'PUT', href: PRICES_PATH };
  return { prices: [...prices], actions: isPermitted(actor, billingPermissions['price.manage']) ? [set] : [] };
}
