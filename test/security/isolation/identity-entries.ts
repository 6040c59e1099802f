import { DEMO_PASSWORD } from '#apps/standalone/demo-practice.js';
import { type Entry, everybodyElse, MANAGERS } from './entry.js';

const SESSION_VIEW = 'scheduling.session.view';
const USER = { ids: { id: 'user' } } as const satisfies Entry;
const granted = (verb: string) =>
  ({ ...USER, granted: ['identity.user.view', `identity.user.${verb}`] }) satisfies Entry;
const SEEN_USER = { ...USER, granted: ['identity.user.view'] } as const satisfies Entry;
const GROUP = { ids: { id: 'group' }, granted: ['identity.group.view'] } as const satisfies Entry;
/** Of one's own everybody may see. */
const OWN_KEY = { ids: { id: 'apiKey' } } as const satisfies Entry;

export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const PASSWORD = 'nobody guesses this one';
const email = (n: number) => ({ email: `new-${n}@matrix.test` });
const own = { password: DEMO_PASSWORD };
const wrongCode = { code: '000000' };

/** Routes of identity. */
export const IDENTITY_ENTRIES: Readonly<Record<string, Entry>> = {
  'post /api/v1/setup/claim': {
    body: (n) => ({ token: 'none', account: { name: `New ${n}` }, admin: { ...email(n), password: PASSWORD } }),
    ok: 422,
  },

  // Signing in
  'post /api/v1/auth/login': { body: (n) => ({ ...email(n), password: PASSWORD }), ok: 401 },
  'post /api/v1/auth/refresh': { body: () => ({ refreshToken: 'none' }), ok: 401 },
  'post /api/v1/auth/logout': { consumes: 'user', events: ['sign_in.ended'] },
  'get /api/v1/auth/csrf': {},
  'get /api/v1/auth/me': {},
  'get /api/v1/auth/sessions': {},
  'delete /api/v1/auth/sessions': { consumes: 'user' },
  'delete /api/v1/auth/sessions/{id}': { ids: { id: 'signIn' }, events: ['sign_in.ended'] },
  'get /api/v1/auth/sessions/{id}': { ids: { id: 'signIn' } },
  'get /api/v1/auth/sessions/{id}/events': { ids: { id: 'signIn' } },
  'get /api/v1/auth/api-keys': {},
  'post /api/v1/auth/api-keys': {
    refs: { userId: 'user', siteId: 'homeSite' },
    body: (n) => ({ name: `Key ${n}`, scopes: [SESSION_VIEW] }),
    events: ['api_key.created'],
    roles: { ...everybodyElse(403, ...MANAGERS), patient: 404 },
  },
  'get /api/v1/auth/api-keys/{id}': OWN_KEY,
  'delete /api/v1/auth/api-keys/{id}': { ...OWN_KEY, events: ['api_key.revoked'] },
  'get /api/v1/auth/api-keys/{id}/events': OWN_KEY,

  // Credentials
  'post /api/v1/auth/register': { body: (n) => ({ account: 'none', ...email(n), password: PASSWORD }), ok: 403 },
  'post /api/v1/auth/accept-invitation': { body: () => ({ token: 'none', password: PASSWORD }), ok: 422 },
  'post /api/v1/auth/verify-email': { body: () => ({ token: 'none' }), ok: 422 },
  'post /api/v1/auth/verify-email/resend': { consumes: 'user' },
  'post /api/v1/auth/email': {
    consumes: 'user',
    body: (n) => ({ ...email(n), ...own }),
    events: ['user.email_change_requested'],
  },
  'post /api/v1/auth/password/forgot': { body: email },
  'post /api/v1/auth/password/reset': { body: () => ({ token: 'none', password: PASSWORD }), ok: 422 },
  'post /api/v1/auth/password/change': {
    consumes: 'user',
    body: () => ({ current: DEMO_PASSWORD, next: PASSWORD }),
    events: ['user.password_changed'],
  },
  'post /api/v1/auth/second-factor': { body: () => ({ challenge: 'none', ...wrongCode }), ok: 401 },
  'get /api/v1/auth/second-factor': {},
  'post /api/v1/auth/second-factor/enrol': { consumes: 'user', body: () => own },
  'post /api/v1/auth/second-factor/confirm': { consumes: 'user', body: () => wrongCode, ok: 409 },
  'post /api/v1/auth/second-factor/disable': { consumes: 'user', body: () => ({ ...own, ...wrongCode }), ok: 422 },
  'post /api/v1/auth/second-factor/recovery-codes': {
    consumes: 'user',
    body: () => ({ ...own, ...wrongCode }),
    ok: 422,
  },

  // People
  'get /api/v1/users': { lists: 'user', granted: ['identity.user.view'] },
  'post /api/v1/users': {
    body: (n) => ({ ...email(n), password: PASSWORD, roles: ['viewer'] }),
    events: ['user.created'],
  },
  'get /api/v1/users/{id}': SEEN_USER,
  'patch /api/v1/users/{id}': {
    ...granted('update'),
    body: (n) => ({ profile: { firstName: `New ${n}` } }),
    events: ['user.updated'],
    roles: { editor: 403, therapist: 403, viewer: 403, system: 403 },
  },
  'delete /api/v1/users/{id}': { ...granted('deactivate'), events: ['user.deactivated'] },
  'post /api/v1/users/{id}/reactivate': {
    ...granted('deactivate'),
    ids: { id: 'deactivatedUser' },
    events: ['user.reactivated'],
  },
  'get /api/v1/users/{id}/events': SEEN_USER,
  'get /api/v1/users/{id}/picture': {
    ...SEEN_USER,
    given: `insert into identity.picture (user_id, account_id, media_type, hash, bytes)
      values (:id, :account, 'image/png', 'planted', 'planted')`,
  },
  'put /api/v1/users/{id}/picture': {
    ...granted('update'),
    media: { type: 'image/png', bytes: PNG },
    events: ['user.updated'],
    roles: { editor: 403, therapist: 403, viewer: 403, system: 403 },
  },
  'delete /api/v1/users/{id}/picture': {
    ...granted('update'),
    roles: { editor: 403, therapist: 403, viewer: 403, system: 403 },
  },
  'post /api/v1/users/{id}/unlock': { ...granted('help'), events: ['user.unlocked'] },
  'delete /api/v1/users/{id}/second-factor': {
    ...granted('help'),
    given: `insert into identity.second_factor (user_id, account_id, sealed_secret, confirmed_at) values (:id, :account, '', now())`,
    events: ['user.second_factor_disabled'],
  },
  'get /api/v1/invitations': {},
  'post /api/v1/invitations': { body: (n) => ({ ...email(n), roles: ['viewer'] }), events: ['user.invited'] },
  'get /api/v1/invitations/{id}': { ids: { id: 'invitation' } },
  'delete /api/v1/invitations/{id}': { ids: { id: 'invitation' }, events: ['invitation.revoked'] },
  'post /api/v1/invitations/{id}/resend': { ids: { id: 'invitation' }, events: ['invitation.resent'] },
  'get /api/v1/invitations/{id}/events': { ids: { id: 'invitation' } },
  'get /api/v1/groups': { lists: 'group', granted: ['identity.group.view'] },
  'post /api/v1/groups': { body: (n) => ({ name: `New ${n}`, roles: ['viewer'] }), events: ['group.created'] },
  'get /api/v1/groups/{id}': GROUP,
  'patch /api/v1/groups/{id}': {
    ids: { id: 'group' },
    body: (n) => ({ name: `Renamed ${n}` }),
    events: ['group.updated'],
  },
  'delete /api/v1/groups/{id}': { ids: { id: 'group' }, events: ['group.deleted'] },
  'get /api/v1/groups/{id}/events': GROUP,
  'get /api/v1/groups/{id}/members': GROUP,
  'put /api/v1/groups/{id}/members/{userId}': {
    ids: { id: 'group', userId: 'user' },
    events: ['group.member_added', 'user.roles_changed'],
  },
  'delete /api/v1/groups/{id}/members/{userId}': {
    ids: { id: 'group', userId: 'user' },
    given: 'insert into identity.group_member (account_id, group_id, user_id) values (:account, :id, :userId)',
    events: ['group.member_removed', 'user.roles_changed'],
  },
};
