import type { Role } from '#platform/context/actor.js';
import { permissionNamespace } from '#platform/http/permissions.js';

const MANAGERS: readonly Role[] = ['owner', 'admin', 'developer'];

export const accessPermissions = permissionNamespace('access', 'Access', {
  'grant.view': { label: 'See who was granted what, and why somebody may do something', roles: MANAGERS },
  'grant.manage': { label: 'Grant what one has oneself, and revoke grants', roles: MANAGERS },
});
