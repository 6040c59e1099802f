import { permissionNamespace } from '#platform/permissions/permission.js';

/** Who may delete and restore an object, its own context says. */
export const retentionPermissions = permissionNamespace('retention', 'Retention', {
  'legal-hold.manage': { label: 'View, place and lift legal holds', roles: ['owner', 'admin'] },
  'purge.preview': { label: 'See what the next purge would delete', roles: ['developer', 'owner', 'admin'] },
});
