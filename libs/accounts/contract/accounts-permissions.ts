import { ROLES, type Role } from '#platform/context/actor.js';
import { permissionNamespace } from '#platform/permissions/permission.js';

const MANAGERS: readonly Role[] = ['developer', 'owner', 'admin', 'system'];
const OPERATORS: readonly Role[] = ['developer', 'system'];

export const accountsPermissions = permissionNamespace('accounts', 'Accounts', {
  'account.view': { label: 'See the account, its sites and sectors', roles: ROLES },
  'account.manage': { label: 'Change the settings of the account, its sites and sectors', roles: MANAGERS },
  'plan.choose': { label: 'See and choose the plan of the account', roles: MANAGERS },
  'plan.operate': { label: 'Set the state of the plan; delete the account', roles: OPERATORS },
  'site.use': { label: 'See and use all sites', roles: [...MANAGERS, 'editor'] },
});

/** For the objects of other contexts that are at a site, in column `site_id`. */
export const atSite = { type: 'site', column: 'site_id', use: accountsPermissions['site.use'] } as const;
