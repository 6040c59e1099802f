import { type Entry, everybodyElse, MANAGERS } from './entry.js';

const SESSION_VIEW = 'scheduling.session.view';

/** Routes of the running system, of access, notifications and retention. */
export const PLATFORM_ENTRIES: Readonly<Record<string, Entry>> = {
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
    events: ['notification_subscription.created'],
  },
  'get /api/v1/notifications/subscriptions/{id}': { ids: { id: 'subscription' } },
  'delete /api/v1/notifications/subscriptions/{id}': {
    ids: { id: 'subscription' },
    events: ['notification_subscription.deleted'],
  },
  'get /api/v1/notifications/subscriptions/{id}/events': { ids: { id: 'subscription' } },

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
