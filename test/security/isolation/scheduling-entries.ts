import { SESSION_DURATIONS, SESSION_TYPES } from '#scheduling/contract/index.js';
import type { Entry } from './entry.js';

const SESSION_VIEW = 'scheduling.session.view';
const SESSION = { ids: { id: 'session' }, granted: [SESSION_VIEW] } as const satisfies Entry;
const CHARGE = { ids: { id: 'charge' }, granted: ['billing.charge.view'] } as const satisfies Entry;
const scheduling = (verb: string) => [SESSION_VIEW, `scheduling.session.${verb}`];

const DAY = 86_400_000;
const instant = (days: number) => new Date(new Date().setUTCHours(10, 0, 0, 0) + days * DAY).toISOString();
/** On days that no other call takes. */
const startsAt = (n: number) => ({ startsAt: instant(30 + n) });

/** Unlike those of the call before, and long enough for whatever is booked. */
const everyDayUntil = (n: number) => {
  const closesAt = `23:${String(n % 60).padStart(2, '0')}`;
  return [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opensAt: '00:00', closesAt }));
};
/** Unlike those of the call before, and of all that can be booked. */
const pricesOf = (n: number) =>
  SESSION_TYPES.flatMap((sessionType) =>
    SESSION_DURATIONS.map((durationMinutes) => {
      return { sessionType, durationMinutes, amount: { amount: `${n}.00`, currency: 'EUR' } };
    }),
  );

/** Routes of scheduling, and of what its sessions cost. */
export const SCHEDULING_ENTRIES: Readonly<Record<string, Entry>> = {
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
    lists: 'session',
    granted: [SESSION_VIEW],
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
  'get /api/v1/therapists/{id}/working-hours': { ids: { id: 'therapist', siteId: 'homeSite' }, bystander: 403 },
  'put /api/v1/therapists/{id}/working-hours': {
    ids: { id: 'therapist' },
    refs: { siteId: 'homeSite' },
    body: (n) => ({ hours: everyDayUntil(n) }),
    bystander: 403,
    events: ['working_hours.changed'],
  },
  'get /api/v1/billing/prices': {},
  'put /api/v1/billing/prices': { body: (n) => ({ prices: pricesOf(n) }), events: ['price.changed'] },
  'get /api/v1/billing/charges': {
    ids: { sessionId: 'chargedSession' },
    bystander: 200,
    lists: 'chargedSession',
    granted: ['billing.charge.view'],
  },
  'get /api/v1/billing/charges/{id}': CHARGE,
  'get /api/v1/billing/charges/{id}/events': CHARGE,
};
