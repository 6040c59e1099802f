import { ROLES } from '#platform/context/actor.js';
import { permissionNamespace } from '#platform/http/permissions.js';

export const accountsPermissions = permissionNamespace('accounts', 'Accounts', {
  'account.view': { label: 'See the account, its sites and sectors', roles: ROLES },
});
