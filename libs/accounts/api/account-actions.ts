import type { PermissionCatalogue } from '#platform/access/permission-catalogue.js';
import type { Actor } from '#platform/context/actor.js';
import type { Action } from '#platform/http/envelope.js';
import { isPermitted } from '#platform/permissions/permission.js';
import { accountsPermissions } from '../contract/accounts-permissions.js';
import type { Feature } from '../contract/plan-features.js';
import { OPENED_BY } from '../model/opened-by-features.js';
import type { PlaceStatus } from '../model/place-status.js';
import type { AccountView } from '../queries/get-account.js';
import type { SectorView } from '../queries/list-sectors.js';
import type { SiteView } from '../queries/list-sites.js';

export const ACCOUNT_PATH = '/api/v1/account';

const manages = (actor: Actor) => isPermitted(actor, accountsPermissions['account.manage']);

export function accountActions(
  actor: Actor,
  { features }: Pick<AccountView, 'features'>,
  permissions: PermissionCatalogue,
): Action[] {
  const actions: Action[] = [{ name: 'sites', method: 'GET', href: `${ACCOUNT_PATH}/sites` }];
  if (manages(actor)) {
    actions.push(
      { name: 'events', method: 'GET', href: `${ACCOUNT_PATH}/events` },
      { name: 'update', method: 'PATCH', href: ACCOUNT_PATH },
      { name: 'create-site', method: 'POST', href: `${ACCOUNT_PATH}/sites` },
    );
  }
  if (isPermitted(actor, accountsPermissions['plan.choose'])) {
    actions.push(
      { name: 'plans', method: 'GET', href: `${ACCOUNT_PATH}/plans` },
      { name: 'choose-plan', method: 'PUT', href: `${ACCOUNT_PATH}/plan` },
    );
  }
  if (isPermitted(actor, accountsPermissions['plan.operate'])) {
    actions.push(
      { name: 'set-plan-state', method: 'PUT', href: `${ACCOUNT_PATH}/plan-state` },
      { name: 'delete', method: 'DELETE', href: ACCOUNT_PATH },
    );
  }
  return [...actions, ...features.flatMap((feature) => actionOfFeature(actor, feature, permissions))];
}

/** Of contexts that do not run at all, there is no permission. */
function actionOfFeature(actor: Actor, feature: Feature, permissions: PermissionCatalogue): Action[] {
  const { action, permission, inPerson } = OPENED_BY[feature];
  const needed = permissions.get(permission);
  if (!needed || !isPermitted(actor, needed) || (inPerson && actor.credential === 'api_key')) return [];
  return [action];
}

export function siteActions(actor: Actor, { id, status }: Pick<SiteView, 'id' | 'status'>): Action[] {
  const href = `${ACCOUNT_PATH}/sites/${id}`;
  const actions: Action[] = [
    { name: 'sectors', method: 'GET', href: `${href}/sectors` },
    { name: 'events', method: 'GET', href: `${href}/events` },
  ];
  if (!manages(actor)) return actions;
  const move = moveOf(status);
  return [
    ...actions,
    { name: 'update', method: 'PATCH', href },
    { name: move, method: 'POST', href: `${href}/${move}` },
    { name: 'create-sector', method: 'POST', href: `${href}/sectors` },
    { name: 'grant-access', method: 'POST', href: `${href}/access` },
  ];
}

export function siteAccessActions(siteId: string, userId: string, listed: boolean): Action[] {
  const href = `${ACCOUNT_PATH}/sites/${siteId}/access/${userId}`;
  return [listed ? { name: 'revoke', method: 'DELETE', href } : { name: 'grant', method: 'PUT', href }];
}

export function sectorActions(
  actor: Actor,
  { id, siteId, status }: Pick<SectorView, 'id' | 'siteId' | 'status'>,
): Action[] {
  const href = `${ACCOUNT_PATH}/sites/${siteId}/sectors/${id}`;
  const actions: Action[] = [{ name: 'events', method: 'GET', href: `${href}/events` }];
  if (!manages(actor)) return actions;
  const move = moveOf(status);
  return [
    ...actions,
    { name: 'update', method: 'PATCH', href },
    { name: move, method: 'POST', href: `${href}/${move}` },
  ];
}

const moveOf = (status: PlaceStatus) => (status === 'open' ? 'archive' : 'restore');
