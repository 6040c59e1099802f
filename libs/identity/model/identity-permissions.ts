import { ROLES, type Role } from '#platform/context/actor.js';
import { permissionNamespace } from '#platform/http/permissions.js';

/** Who administers the people of an account. */
export const MANAGERS: readonly Role[] = ['owner', 'admin', 'developer'];

export const identityPermissions = permissionNamespace('identity', 'Identity', {
  'user.view': { label: 'See users: staff all of the account, patients themselves', roles: ROLES },
  'user.create': { label: 'Create users', roles: MANAGERS },
  'user.deactivate': { label: 'Deactivate users', roles: MANAGERS },
});
