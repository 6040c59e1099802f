import { defineWiring } from '#platform/messaging/wiring.js';

/** Nearly everything can be subscribed to; of these facts, whoever subscribed to them is told. */
const subscribers = 'notifications.tell-subscribers-when-something-happens';

/**
 * Which fact sets off what. Start-up holds this map against the code and refuses to run when they disagree.
 *
 * Each reaction runs after the fact is committed, at its own pace and never in the publisher's transaction; what it writes commits
 * together with the record of how far it has come. The events of one object reach it in order. A name with `!` runs inside the
 * publisher's transaction instead, and may veto.
 */
export const wiring = defineWiring({
  // A therapy session and what follows from it
  'therapy_session.scheduled': [
    'billing.settle-charge-when-session-changes',
    'notifications.tell-participants-when-session-changes',
    subscribers,
  ],
  'therapy_session.rescheduled': [
    'billing.settle-charge-when-session-changes',
    'notifications.tell-participants-when-session-changes',
    subscribers,
  ],
  'therapy_session.started': [subscribers],
  'therapy_session.completed': ['notifications.tell-participants-when-session-changes', subscribers],
  'therapy_session.cancelled': [
    'billing.settle-charge-when-session-changes',
    'notifications.tell-participants-when-session-changes',
    subscribers,
  ],
  'therapy_session.deleted': [subscribers],
  'therapy_session.restored': [subscribers],
  'therapy_session.purged': ['notifications.drop-notifications-when-object-purged'],
  'working_hours.changed': [subscribers],

  // Money
  'charge.opened': [subscribers],
  'charge.voided': [subscribers],
  'charge.late_fee': [subscribers],
  'price.changed': [subscribers],

  // Notifications themselves: nobody is told of them, or telling would never end
  'notification.sent': [],
  'notification.failed': [],
  'notification.purged': [],
  'notification_subscription.created': [],
  'notification_subscription.deleted': [],

  // People
  'user.registered': ['accounts.seat-members-when-users-change', subscribers],
  'user.created': ['accounts.seat-members-when-users-change', subscribers],
  'user.updated': ['accounts.seat-members-when-users-change', 'accounts.count-stored-when-users-change', subscribers],
  'user.deactivated': ['accounts.seat-members-when-users-change', subscribers],
  'user.reactivated': ['accounts.seat-members-when-users-change', subscribers],
  'user.invited': [subscribers],
  'invitation.resent': [subscribers],
  'invitation.revoked': [subscribers],
  'invitation.accepted': [subscribers],
  'user.email_verified': [subscribers],
  'user.email_change_requested': [subscribers],
  'user.password_changed': [subscribers],
  'user.password_reset_requested': [subscribers],
  'user.locked': [subscribers],
  'user.unlocked': [subscribers],
  'user.second_factor_enabled': [subscribers],
  'user.second_factor_disabled': [subscribers],
  'user.recovery_codes_renewed': [subscribers],
  'user.recovery_code_used': [subscribers],
  'user.roles_changed': ['accounts.seat-members-when-users-change', subscribers],
  'sign_in.opened': [subscribers],
  'sign_in.ended': [subscribers],
  'api_key.created': [subscribers],
  'api_key.revoked': [subscribers],
  'group.created': [subscribers],
  'group.updated': [subscribers],
  'group.deleted': [subscribers],
  'group.member_added': [subscribers],
  'group.member_removed': [subscribers],

  // The practice
  'account.created': [subscribers],
  'account.updated': [subscribers],
  'account.deleted': [],
  'account.plan_changed': [subscribers],
  'account.standing_changed': [subscribers],
  'account.crossed': [subscribers],
  'site.created': [subscribers],
  'site.updated': [subscribers],
  'site.archived': [subscribers],
  'site.restored': [subscribers],
  'sector.created': [subscribers],
  'sector.updated': [subscribers],
  'sector.archived': [subscribers],
  'sector.restored': [subscribers],
  'site_access.granted': [],
  'site_access.revoked': [],

  // What must be kept
  'legal_hold.placed': [subscribers],
  'legal_hold.lifted': [subscribers],

  // Who may do what
  'access.granted': [subscribers],
  'access.revoked': [subscribers],

  // The running system
  'service.started': [],
  'service.stopped': [],
  'database.connected': [],
  'database.lost': [],
  'event.processing.failed': [subscribers],
});
