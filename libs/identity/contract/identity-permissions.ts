import { ROLES, type Role } from '#platform/context/actor.js';
import { permissionNamespace } from '#platform/permissions/permission.js';

/** Who administers the people of an account. */
export const MANAGERS: readonly Role[] = ['owner', 'admin', 'developer'];

export const identityPermissions = permissionNamespace('identity', 'Identity', {
  'user.view': {
    label: 'See users: staff all of the account, patients themselves',
    roles: ROLES.filter((role) => role !== 'patient'),
    parties: ['patient'],
  },
  'user.create': { label: 'Create users', roles: MANAGERS },
  'user.invite': { label: 'Invite users, and see invitations', roles: MANAGERS },
  'user.help': { label: 'Unlock users, and take away second factors that were lost', roles: MANAGERS },
  // What it covers on oneself and by a grant is for the policy to say: address and roles are the account's.
  'user.update': {
    label: 'Change users: managers everybody, others their own profile',
    roles: MANAGERS,
    parties: ROLES,
  },
  'user.deactivate': { label: 'Deactivate users, and reactivate them', roles: MANAGERS },
  'group.view': { label: 'See groups and who is in them', roles: ROLES.filter((role) => role !== 'patient') },
  'group.manage': { label: 'Make, change and delete groups', roles: MANAGERS },
  'api_key.manage': { label: 'Make and revoke API keys: managers those of everybody, others their own', roles: ROLES },
  'sign_in.manage': { label: 'See and end one’s own sign-ins', roles: ROLES },
});

export type IdentityPermission = keyof typeof identityPermissions;
