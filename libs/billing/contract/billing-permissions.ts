import { permissionNamespace } from '#platform/http/permissions.js';

export const billingPermissions = permissionNamespace('billing', 'Billing', {
  'charge.view': {
    label: 'View charges',
    roles: ['developer', 'owner', 'admin', 'editor', 'viewer', 'system'],
    parties: ['therapist', 'patient'],
  },
});
