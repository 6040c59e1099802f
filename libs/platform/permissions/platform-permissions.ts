import { permissionNamespace } from './permission.js';

export const platformPermissions = permissionNamespace('platform', 'Platform', {
  'history.view': { label: 'View the history of everything in the account', roles: ['developer', 'owner', 'admin'] },
  'catalogue.view': {
    label: 'View how the system is wired',
    roles: ['developer', 'owner', 'admin', 'editor', 'viewer'],
  },
  'resource-report.view': { label: 'View what a tracked request cost', roles: ['developer', 'admin'] },
  'dead-letter.manage': { label: 'View and replay dead letters', roles: ['developer', 'owner', 'admin'] },
});
