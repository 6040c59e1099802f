import type { ObjectType } from '#platform/access/object-type.js';
import { identityPermissions } from '../contract/identity-permissions.js';

/** Groups as access control sees them. */
export const groupObject: ObjectType = {
  type: 'group',
  label: 'Group',
  table: 'identity.group',
  view: identityPermissions['group.view'],
};
