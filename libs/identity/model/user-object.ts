import type { ObjectType } from '#platform/access/object-type.js';
import { ROLES } from '#platform/context/actor.js';
import { identityPermissions } from '../contract/identity-permissions.js';

/** All that can be had on a user, of which what is shown and offered follows. */
export const USER_PERMISSIONS = [
  identityPermissions['user.view'],
  identityPermissions['user.update'],
  identityPermissions['user.deactivate'],
  identityPermissions['user.help'],
] as const;

/** Users as access control sees them: everybody takes part in themselves, and in nobody else. */
export const userObject: ObjectType = {
  type: 'user',
  label: 'User',
  table: 'identity.user',
  view: identityPermissions['user.view'],
  permissions: USER_PERMISSIONS,
  parties: Object.fromEntries(ROLES.map((role) => [role, 'id'])),
};
