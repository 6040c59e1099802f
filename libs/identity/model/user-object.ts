import type { ObjectType } from '#platform/access/object-type.js';
import { identityPermissions } from './identity-permissions.js';

/** Users as access control sees them: a patient takes part in nobody but themselves. */
export const userObject: ObjectType = {
  type: 'user',
  label: 'User',
  table: 'identity.user',
  view: identityPermissions['user.view'],
  parties: { patient: 'id' },
};
