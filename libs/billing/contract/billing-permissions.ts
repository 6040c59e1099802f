import type { Role } from '#platform/context/actor.js';
import { permissionNamespace } from '#platform/permissions/permission.js';

const STAFF: readonly Role[] = ['developer', 'owner', 'admin', 'editor', 'viewer', 'system'];

export const billingPermissions = permissionNamespace('billing', 'Billing', {
  'charge.view': {
    label: 'View charges',
    roles: STAFF,
    parties: ['therapist', 'patient'],
  },
  'price.view': { label: 'View the price list', roles: STAFF },
  'price.manage': { label: 'Set the price list', roles: ['developer', 'owner', 'admin'] },
});
