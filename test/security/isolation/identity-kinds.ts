import { newId } from '#platform/context/ids.js';
import { hash, inDays, type Kind, type Making, now } from './kind.js';

const user = ({ id, n, accountId }: Making) => ({
  id,
  account_id: accountId,
  email: `object-${n}@matrix.test`,
  password_hash: 'none',
  first_name: 'Object',
  last_name: `Number ${n}`,
  roles: ['viewer'],
  active: true,
  created_at: now,
  updated_at: now,
  version: 1,
});
const USER = { table: 'identity.user', objectType: 'user' };

const member = ({ id, accountId }: Making) => ({
  account_id: accountId,
  user_id: id,
  active: true,
  seated: true,
  as_of: now,
});
const MEMBER = { table: 'accounts.member' };

/** Of identity. */
export const IDENTITY_KINDS = {
  user: { ...USER, row: user, also: { ...MEMBER, row: member } },
  deactivatedUser: {
    ...USER,
    row: (making) => ({ ...user(making), active: false }),
    also: { ...MEMBER, row: (making) => ({ ...member(making), active: false, seated: false }) },
  },
  group: {
    table: 'identity.group',
    objectType: 'group',
    row: ({ id, n, accountId }) => ({
      id,
      account_id: accountId,
      name: `Group ${n}`,
      roles: ['viewer'],
      created_at: now,
      updated_at: now,
      version: 1,
    }),
  },
  invitation: {
    table: 'identity.invitation',
    objectType: 'invitation',
    row: ({ id, n, accountId, adminId }) => ({
      id,
      account_id: accountId,
      email: `invited-${n}@matrix.test`,
      roles: ['viewer'],
      profile: {},
      state: 'open',
      invited_by: adminId,
      token_id: newId(),
      created_at: now,
      expires_at: inDays(7),
    }),
  },
  apiKey: {
    table: 'identity.api_key',
    objectType: 'api_key',
    own: true,
    row: ({ id, n, accountId, ownerId }) => ({
      id,
      account_id: accountId,
      user_id: ownerId,
      name: `Key ${n}`,
      prefix: `px_${n}`,
      key_hash: hash(),
      scopes: ['scheduling.session.view'],
      created_by: ownerId,
      created_at: now,
      expires_at: inDays(30),
    }),
  },
  signIn: {
    table: 'identity.sign_in',
    objectType: 'sign_in',
    own: true,
    row: ({ id, accountId, ownerId }) => ({
      id,
      account_id: accountId,
      user_id: ownerId,
      token_hash: hash(),
      kind: 'token',
      created_at: now,
      refreshed_at: now,
      expires_at: inDays(30),
    }),
  },
  oneTimeToken: {
    table: 'identity.one_time_token',
    row: ({ id, n, accountId, ownerId }) => ({
      id,
      account_id: accountId,
      purpose: 'password_reset',
      user_id: ownerId,
      email: `token-${n}@matrix.test`,
      created_at: now,
      expires_at: inDays(7),
    }),
  },
} as const satisfies Record<string, Kind>;
