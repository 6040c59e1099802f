import type { Role } from '../context/actor.js';
import { permissionNamespace } from '../permissions/permission.js';

const MANAGERS: readonly Role[] = ['owner', 'admin', 'developer'];

/** Of the context `access`, which lists them; here, since who may know of a grant's events is said where those are declared. */
export const accessPermissions = permissionNamespace('access', 'Access', {
  'grant.view': { label: 'See who was granted what, and why somebody may do something', roles: MANAGERS },
  'grant.manage': { label: 'Grant what one has oneself, and revoke grants', roles: MANAGERS },
});
