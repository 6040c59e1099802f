import { defineWiring } from '#platform/messaging/wiring.js';

/**
 * Which fact sets off what. Start-up holds this map against the code and refuses to run when they disagree.
 *
 * Each reaction runs after the fact is committed, in a transaction of its own and at its own pace; the events of one object
 * reach it in order. A name with `!` runs inside the publisher's transaction instead, and may veto.
 */
export const wiring = defineWiring({
  // A therapy session and what follows from it
  'therapy_session.scheduled': [
    'billing.settle-charge-when-session-changes',
    'notifications.tell-participants-when-session-changes',
    'notifications.tell-subscribers-when-something-happens',
  ],
  'therapy_session.rescheduled': [
    'billing.settle-charge-when-session-changes',
    'notifications.tell-participants-when-session-changes',
    'notifications.tell-subscribers-when-something-happens',
  ],
  'therapy_session.started': ['notifications.tell-subscribers-when-something-happens'],
  'therapy_session.completed': [
    'notifications.tell-participants-when-session-changes',
    'notifications.tell-subscribers-when-something-happens',
  ],
  'therapy_session.cancelled': [
    'billing.settle-charge-when-session-changes',
    'notifications.tell-participants-when-session-changes',
    'notifications.tell-subscribers-when-something-happens',
  ],

  // Money
  'charge.opened': ['notifications.tell-subscribers-when-something-happens'],
  'charge.voided': ['notifications.tell-subscribers-when-something-happens'],
  'charge.late_fee': ['notifications.tell-subscribers-when-something-happens'],

  // Notifications themselves: nobody is told of them, or telling would never end
  'notification.sent': [],
  'notification.failed': [],

  // People
  'user.registered': ['notifications.tell-subscribers-when-something-happens'],
  'user.created': ['notifications.tell-subscribers-when-something-happens'],
  'user.updated': ['notifications.tell-subscribers-when-something-happens'],
  'user.deactivated': ['notifications.tell-subscribers-when-something-happens'],
  'sign_in.ended': [],

  // The practice
  'account.created': [],
  'site.created': ['notifications.tell-subscribers-when-something-happens'],

  // The running system
  'service.started': [],
  'service.stopped': [],
  'database.connected': [],
  'database.lost': [],
  'event.processing.failed': ['notifications.tell-subscribers-when-something-happens'],
});
