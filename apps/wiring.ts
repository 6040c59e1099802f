import { defineWiring } from '#platform/messaging/wiring.js';

/**
 * Which fact sets off what. Start-up holds this map against the code and refuses to run when they disagree.
 *
 * Each reaction runs after the fact is committed, at its own pace and never in the publisher's transaction; what it writes
 * commits together with the record of how far it has come. The events of one object reach it in order. A name with `!` runs inside the publisher's transaction instead, and may veto.
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
  'therapy_session.deleted': ['notifications.tell-subscribers-when-something-happens'],
  'therapy_session.restored': ['notifications.tell-subscribers-when-something-happens'],
  'therapy_session.purged': ['notifications.drop-notifications-when-object-purged'],
  'working_hours.changed': [],

  // Money
  'charge.opened': ['notifications.tell-subscribers-when-something-happens'],
  'charge.voided': ['notifications.tell-subscribers-when-something-happens'],
  'charge.late_fee': ['notifications.tell-subscribers-when-something-happens'],
  'price.changed': [],

  // Notifications themselves: nobody is told of them, or telling would never end
  'notification.sent': [],
  'notification.failed': [],
  'notification.purged': [],
  'notification_subscription.created': [],
  'notification_subscription.deleted': [],

  // People
  'user.registered': [
    'accounts.seat-members-when-users-change',
    'notifications.tell-subscribers-when-something-happens',
  ],
  'user.created': ['accounts.seat-members-when-users-change', 'notifications.tell-subscribers-when-something-happens'],
  'user.updated': [
    'accounts.seat-members-when-users-change',
    'accounts.count-stored-when-users-change',
    'notifications.tell-subscribers-when-something-happens',
  ],
  'user.deactivated': [
    'accounts.seat-members-when-users-change',
    'notifications.tell-subscribers-when-something-happens',
  ],
  'user.reactivated': [
    'accounts.seat-members-when-users-change',
    'notifications.tell-subscribers-when-something-happens',
  ],
  'user.invited': ['notifications.tell-subscribers-when-something-happens'],
  'invitation.resent': ['notifications.tell-subscribers-when-something-happens'],
  'invitation.revoked': ['notifications.tell-subscribers-when-something-happens'],
  'invitation.accepted': ['notifications.tell-subscribers-when-something-happens'],
  'user.email_verified': ['notifications.tell-subscribers-when-something-happens'],
  'user.email_change_requested': ['notifications.tell-subscribers-when-something-happens'],
  'user.password_changed': ['notifications.tell-subscribers-when-something-happens'],
  'user.password_reset_requested': ['notifications.tell-subscribers-when-something-happens'],
  'user.locked': ['notifications.tell-subscribers-when-something-happens'],
  'user.unlocked': ['notifications.tell-subscribers-when-something-happens'],
  'user.second_factor_enabled': ['notifications.tell-subscribers-when-something-happens'],
  'user.second_factor_disabled': ['notifications.tell-subscribers-when-something-happens'],
  'user.recovery_codes_renewed': ['notifications.tell-subscribers-when-something-happens'],
  'user.recovery_code_used': ['notifications.tell-subscribers-when-something-happens'],
  'user.roles_changed': [
    'accounts.seat-members-when-users-change',
    'notifications.tell-subscribers-when-something-happens',
  ],
  'sign_in.opened': ['notifications.tell-subscribers-when-something-happens'],
  'sign_in.ended': ['notifications.tell-subscribers-when-something-happens'],
  'api_key.created': ['notifications.tell-subscribers-when-something-happens'],
  'api_key.revoked': ['notifications.tell-subscribers-when-something-happens'],
  'group.created': ['notifications.tell-subscribers-when-something-happens'],
  'group.updated': ['notifications.tell-subscribers-when-something-happens'],
  'group.deleted': ['notifications.tell-subscribers-when-something-happens'],
  'group.member_added': ['notifications.tell-subscribers-when-something-happens'],
  'group.member_removed': ['notifications.tell-subscribers-when-something-happens'],

  // The practice
  'account.created': ['notifications.tell-subscribers-when-something-happens'],
  'account.updated': ['notifications.tell-subscribers-when-something-happens'],
  'account.deleted': [],
  'account.plan_changed': ['notifications.tell-subscribers-when-something-happens'],
  'account.standing_changed': ['notifications.tell-subscribers-when-something-happens'],
  'account.crossed': ['notifications.tell-subscribers-when-something-happens'],
  'site.created': ['notifications.tell-subscribers-when-something-happens'],
  'site.updated': ['notifications.tell-subscribers-when-something-happens'],
  'site.archived': ['notifications.tell-subscribers-when-something-happens'],
  'site.restored': ['notifications.tell-subscribers-when-something-happens'],
  'sector.created': ['notifications.tell-subscribers-when-something-happens'],
  'sector.updated': ['notifications.tell-subscribers-when-something-happens'],
  'sector.archived': ['notifications.tell-subscribers-when-something-happens'],
  'sector.restored': ['notifications.tell-subscribers-when-something-happens'],
  'site_access.granted': [],
  'site_access.revoked': [],

  // What must be kept
  'legal_hold.placed': ['notifications.tell-subscribers-when-something-happens'],
  'legal_hold.lifted': ['notifications.tell-subscribers-when-something-happens'],

  // Who may do what
  'access.granted': ['notifications.tell-subscribers-when-something-happens'],
  'access.revoked': ['notifications.tell-subscribers-when-something-happens'],

  // The running system
  'service.started': [],
  'service.stopped': [],
  'database.connected': [],
  'database.lost': [],
  'event.processing.failed': ['notifications.tell-subscribers-when-something-happens'],
});
