import type { Actor } from '#platform/context/actor.js';
import type { Action } from '#platform/http/envelope.js';
import { isPermitted } from '#platform/permissions/permission.js';
import type { LegalHold } from '#platform/retention/legal-holds.js';
import { retentionPermissions } from '../contract/retention-permissions.js';

export const LEGAL_HOLDS_PATH = '/api/v1/system/legal-holds';

/** A hold as REST and GraphQL show it. */
export interface LegalHoldView extends LegalHold {
  readonly actions: readonly Action[];
}

export const holdView = (actor: Actor, hold: LegalHold): LegalHoldView => ({
  ...hold,
  actions: actionsOn(actor, hold),
});

/** Of a row that may hold just the fields that were asked for. */
export function listedHold(actor: Actor, hold: Partial<LegalHold>): Partial<LegalHoldView> {
  const { id, active } = hold;
  return id === undefined || active === undefined ? hold : { ...hold, actions: actionsOn(actor, { id, active }) };
}

/** The preview tells of holds also to who may not manage them. */
function actionsOn(actor: Actor, { id, active }: Pick<LegalHold, 'id' | 'active'>): Action[] {
  if (!isPermitted(actor, retentionPermissions['legal-hold.manage'])) return [];
  const href = `${LEGAL_HOLDS_PATH}/${id}`;
  return [
    { name: 'view', method: 'GET', href },
    { name: 'events', method: 'GET', href: `${href}/events` },
    ...(active ? [{ name: 'lift', method: 'DELETE', href } as const] : []),
  ];
}
