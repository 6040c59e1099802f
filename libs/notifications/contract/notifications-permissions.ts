import { ROLES } from '#platform/context/actor.js';
import { permissionNamespace } from '#platform/permissions/permission.js';

/** Everybody has an inbox, and sees no other. What may be subscribed to is narrowed by who may see the object. */
export const notificationsPermissions = permissionNamespace('notifications', 'Notifications', {
  'inbox.use': { label: 'Receive and read notifications of one’s own', roles: ROLES },
  'subscription.manage': { label: 'Subscribe to events', roles: ROLES },
});
