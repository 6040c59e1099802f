import { DEMO_PASSWORD } from '#apps/standalone/demo-practice.js';
import type { Role } from '#platform/context/actor.js';
import type { Entry } from './entry.js';

const SESSION_VIEW = 'scheduling.session.view';
const SESSION = { ids: { id: 'session' }, granted: [SESSION_VIEW] } as const satisfies Entry;
const scheduling = (verb: string) => [SESSION_VIEW, `scheduling.session.${verb}`];
const USER = { ids: { id: 'user' } } as const satisfies Entry;
const SEEN_USER = { ...USER, granted: ['identity.user.view'] } as const satisfies Entry;
const GROUP = { ids: { id: 'group' }, granted: ['identity.group.view'] } as const satisfies Entry;
const SITE = { ids: { id: 'site' } } as const satisfies Entry;
/** Made by hand, it is open to none of those who need to be let in. */
const SEEN_SITE = {
  ...SITE,
  granted: ['accounts.site.use'],
  roles: { therapist: 404, patient: 404, viewer: 404 },
} as const satisfies Entry;
const SECTOR = { ids: { siteId: 'homeSite', id: 'sector' } } as const satisfies Entry;
/** Of one's own everybody may see. */
const OWN_KEY = { ids: { id: 'apiKey' } } as const satisfies Entry;

const DAY = 86_400_000;
const instant = (days: number) => new Date(new Date().setUTCHours(10, 0, 0, 0) + days * DAY).toISOString();
/** On days that no other call takes. */
const startsAt = (n: number) => ({ startsAt: instant(30 + n) });

const MANAGERS = ['developer', 'owner', 'admin'] as const;
const everybodyElse = (status: number, ...but: Role[]) =>
  Object.fromEntries(
    (['developer', 'owner', 'admin', 'editor', 'therapist', 'patient', 'viewer', 'system'] as const)
      .filter((role) => !but.includes(role))
      .map((role) => [role, status]),
  );

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const PASSWORD = 'nobody guesses this one';
const email = (n: number) => ({ email: `new-${n}@matrix.test` });
const own = { password: DEMO_PASSWORD };
const wrongCode = { code: '000000' };

/** Every route of the application. A new one without an entry fails the test. */
export const REST_ENTRIES: Readonly<Record<string, Entry>> = {
  // The running system
  'get /health/live': {},
  'get /health/ready': {},
  'get /metrics': {},
  'get /api/v1/events': {
    ids: { targetId: 'toldSession' },
    query: { targetType: 'therapy_session' },
    roles: { therapist: 403, patient: 403 },
  },
  'get /api/v1/system/wiring': {},
  'get /api/v1/system/event-types': {},
  'get /api/v1/system/task-types': {},
  'get /api/v1/system/contracts': {},
  'get /api/v1/system/dead-letters': {},
  'get /api/v1/system/dead-letters/{id}': { ids: { id: 'deadLetter' } },
  'post /api/v1/system/dead-letters/{id}/replay': { ids: { id: 'deadLetter' } },
  // Those of another reaction than what is planted for the other two.
  'post /api/v1/system/dead-letters/replay': { body: () => ({ reaction: 'accounts.seat-members-when-users-change' }) },
  'get /api/v1/system/resource-reports/{id}': { ids: { id: 'resourceReport' } },

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
  'get /api/v1/users': {},
  'post /api/v1/users': {
    body: (n) => ({ ...email(n), password: PASSWORD, roles: ['viewer'] }),
    events: ['user.created'],
  },
  'get /api/v1/users/{id}': SEEN_USER,
  'patch /api/v1/users/{id}': {
    ...USER,
    body: (n) => ({ profile: { firstName: `New ${n}` } }),
    events: ['user.updated'],
    roles: { editor: 403, therapist: 403, viewer: 403, system: 403 },
  },
  'delete /api/v1/users/{id}': { ...USER, events: ['user.deactivated'] },
  'get /api/v1/users/{id}/events': SEEN_USER,
  'get /api/v1/users/{id}/picture': { ...USER, ok: 404 },
  'put /api/v1/users/{id}/picture': {
    ...USER,
    media: { type: 'image/png', bytes: PNG },
    events: ['user.updated'],
    roles: { editor: 403, therapist: 403, viewer: 403, system: 403 },
  },
  'delete /api/v1/users/{id}/picture': { ...USER, roles: { editor: 403, therapist: 403, viewer: 403, system: 403 } },
  'post /api/v1/users/{id}/unlock': { ...USER, events: ['user.unlocked'] },
  'delete /api/v1/users/{id}/second-factor': {
    ...USER,
    given: `insert into identity.second_factor (user_id, account_id, sealed_secret, confirmed_at) values (:id, :account, '', now())`,
    events: ['user.second_factor_disabled'],
  },
  'get /api/v1/invitations': {},
  'post /api/v1/invitations': { body: (n) => ({ ...email(n), roles: ['viewer'] }), events: ['user.invited'] },
  'get /api/v1/invitations/{id}': { ids: { id: 'invitation' } },
  'delete /api/v1/invitations/{id}': { ids: { id: 'invitation' }, events: ['invitation.revoked'] },
  'post /api/v1/invitations/{id}/resend': { ids: { id: 'invitation' }, events: ['invitation.resent'] },
  'get /api/v1/invitations/{id}/events': { ids: { id: 'invitation' } },
  'get /api/v1/groups': {},
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

  // The account
  'get /api/v1/account': {},
  'patch /api/v1/account': {
    consumes: 'account',
    body: (n) => ({ name: `Practice ${n}` }),
    events: ['account.updated'],
  },
  'delete /api/v1/account': { consumes: 'account', events: ['account.deleted'] },
  'get /api/v1/account/plans': {},
  'put /api/v1/account/plan': {
    consumes: 'account',
    body: () => ({ plan: 'practice' }),
    events: ['account.plan_changed'],
  },
  'put /api/v1/account/plan-state': {
    consumes: 'account',
    body: () => ({ state: 'past_due' }),
    events: ['account.standing_changed'],
  },
  'get /api/v1/account/events': {},
  'get /api/v1/account/sites': {},
  'post /api/v1/account/sites': {
    body: (n) => ({ name: `New ${n}`, timeZone: 'Europe/Berlin' }),
    events: ['site.created'],
  },
  'get /api/v1/account/sites/{id}': SEEN_SITE,
  'patch /api/v1/account/sites/{id}': {
    ...SITE,
    body: (n) => ({ name: `Renamed ${n}` }),
    events: ['site.updated'],
  },
  'post /api/v1/account/sites/{id}/archive': { ...SITE, body: () => ({}), events: ['site.archived'] },
  'post /api/v1/account/sites/{id}/restore': {
    ids: { id: 'archivedSite' },
    body: () => ({}),
    events: ['site.restored'],
  },
  'get /api/v1/account/sites/{id}/events': SEEN_SITE,
  'put /api/v1/account/sites/{id}/access/{userId}': {
    ids: { id: 'site', userId: 'user' },
    body: () => ({}),
    events: ['site_access.granted'],
  },
  'delete /api/v1/account/sites/{id}/access/{userId}': {
    ids: { id: 'site', userId: 'user' },
    given: `insert into platform.object_grant (account_id, subject, permission, object_type, object_id, id)
      values (:account, 'user:' || :userId::text, 'accounts.site.use', 'site', :id, gen_random_uuid())`,
    events: ['site_access.revoked'],
  },
  'get /api/v1/account/sites/{siteId}/sectors': { ids: { siteId: 'homeSite' } },
  'post /api/v1/account/sites/{siteId}/sectors': {
    ids: { siteId: 'homeSite' },
    body: (n) => ({ name: `New ${n}` }),
    events: ['sector.created'],
  },
  'get /api/v1/account/sites/{siteId}/sectors/{id}': SECTOR,
  'patch /api/v1/account/sites/{siteId}/sectors/{id}': {
    ...SECTOR,
    body: (n) => ({ name: `Renamed ${n}` }),
    events: ['sector.updated'],
  },
  'post /api/v1/account/sites/{siteId}/sectors/{id}/archive': {
    ...SECTOR,
    body: () => ({}),
    events: ['sector.archived'],
  },
  'get /api/v1/account/sites/{siteId}/sectors/{id}/events': SECTOR,

  // Access
  'get /api/v1/access/grants': { ids: { objectId: 'session' } },
  'post /api/v1/access/grants': {
    refs: { objectId: 'session' },
    body: (n) => ({
      subject: 'role:viewer',
      permission: n % 2 ? SESSION_VIEW : 'scheduling.session.schedule',
      objectType: 'therapy_session',
    }),
    events: ['access.granted'],
  },
  'get /api/v1/access/grants/{id}': { ids: { id: 'grant' } },
  'delete /api/v1/access/grants/{id}': { ids: { id: 'grant' }, events: ['access.revoked'] },
  'get /api/v1/access/grants/{id}/events': { ids: { id: 'grant' } },
  'get /api/v1/access/explain': {
    ids: { objectId: 'session', userId: 'patient' },
    query: { objectType: 'therapy_session', permission: SESSION_VIEW },
  },
  'get /api/v1/access/permissions': {},

  // Sessions and what they cost
  'post /api/v1/therapy-sessions': {
    refs: { patientId: 'patient', therapistId: 'therapist', siteId: 'homeSite' },
    body: (n) => ({ ...startsAt(n), durationMinutes: 60, sessionType: 'individual' }),
    bystander: 403,
    granted: ['scheduling.session.schedule'],
    grantedOn: 'siteId',
    events: ['therapy_session.scheduled'],
  },
  'get /api/v1/therapy-sessions': {
    ids: { siteId: 'homeSite', patientId: 'patient', therapistId: 'therapist' },
    bystander: 200,
  },
  'get /api/v1/therapy-sessions/{id}': SESSION,
  'delete /api/v1/therapy-sessions/{id}': {
    ids: { id: 'completedSession' },
    granted: scheduling('delete'),
    events: ['therapy_session.deleted'],
  },
  'get /api/v1/therapy-sessions/{id}/events': SESSION,
  'post /api/v1/therapy-sessions/{id}/reschedule': {
    ...SESSION,
    body: startsAt,
    granted: scheduling('schedule'),
    events: ['therapy_session.rescheduled'],
  },
  'post /api/v1/therapy-sessions/{id}/start': {
    ...SESSION,
    body: () => ({}),
    granted: scheduling('conduct'),
    events: ['therapy_session.started'],
  },
  'post /api/v1/therapy-sessions/{id}/complete': {
    ids: { id: 'startedSession' },
    body: () => ({}),
    granted: scheduling('conduct'),
    events: ['therapy_session.completed'],
  },
  'post /api/v1/therapy-sessions/{id}/cancel': {
    ...SESSION,
    body: () => ({}),
    granted: scheduling('schedule'),
    events: ['therapy_session.cancelled'],
  },
  'post /api/v1/therapy-sessions/{id}/restore': {
    ids: { id: 'deletedSession' },
    body: () => ({}),
    granted: scheduling('delete'),
    events: ['therapy_session.restored'],
  },
  'get /api/v1/therapists/{id}/slots': {
    ids: { id: 'therapist', siteId: 'homeSite' },
    query: { from: instant(20), to: instant(21), durationMinutes: '60' },
  },
  'get /api/v1/billing/charges': { ids: { sessionId: 'session' }, bystander: 200 },

  // Notifications
  'get /api/v1/notifications': {},
  'get /api/v1/notifications/unread-count': {},
  'post /api/v1/notifications/read-all': { body: () => ({}) },
  'get /api/v1/notifications/{id}': { ids: { id: 'notification' } },
  'patch /api/v1/notifications/{id}': { ids: { id: 'notification' }, body: () => ({ read: true }) },
  'get /api/v1/notifications/{id}/events': { ids: { id: 'notification' } },
  'get /api/v1/notifications/subscriptions': {},
  'post /api/v1/notifications/subscriptions': {
    refs: { objectId: 'session' },
    body: () => ({ eventType: 'therapy_session.started', objectType: 'therapy_session' }),
    roles: { therapist: 404, patient: 404 },
  },
  'delete /api/v1/notifications/subscriptions/{id}': { ids: { id: 'subscription' } },

  // What must be kept
  'get /api/v1/system/legal-holds': { ids: { objectId: 'session' } },
  'post /api/v1/system/legal-holds': {
    refs: { objectId: 'session' },
    body: () => ({ objectType: 'therapy_session', reason: 'A case' }),
    events: ['legal_hold.placed'],
  },
  'get /api/v1/system/legal-holds/{id}': { ids: { id: 'hold' } },
  'delete /api/v1/system/legal-holds/{id}': { ids: { id: 'hold' }, events: ['legal_hold.lifted'] },
  'get /api/v1/system/legal-holds/{id}/events': { ids: { id: 'hold' } },
  'get /api/v1/system/trash': { roles: everybodyElse(403, ...MANAGERS) },
  'get /api/v1/system/retention/preview': {},
};
