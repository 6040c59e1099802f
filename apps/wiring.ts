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
  'therapy_session.deleted': [],
  'therapy_session.restored': [],
  'therapy_session.purged': ['notifications.drop-notifications-when-object-purged'],

  // Money
  'charge.opened': ['notifications.tell-subscribers-when-something-happens'],
  'charge.voided': ['notifications.tell-subscribers-when-something-happens'],
  'charge.late_fee': ['notifications.tell-subscribers-when-something-happens'],

  // Notifications themselves: nobody is told of them, or telling would never end
  'notification.sent': [],
  'notification.failed': [],
  'notification.purged': [],

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
  'user.invited': [],
  'invitation.resent': [],
  'invitation.revoked': [],
  'invitation.accepted': [],
  'user.email_verified': [],
  'user.email_change_requested': [],
  'user.password_changed': [],
  'user.password_reset_requested': [],
  'user.locked': [],
  'user.unlocked': [],
  'user.second_factor_enabled': [],
  'user.second_factor_disabled': [],
  'user.recovery_codes_renewed': [],
  'user.recovery_code_used': [],
  'user.roles_changed': ['accounts.seat-members-when-users-change'],
  'sign_in.opened': [],
  'sign_in.ended': [],
  'api_key.created': [],
  'api_key.revoked': [],
  'group.created': [],
  'group.updated': [],
  'group.deleted': [],
  'group.member_added': [],
  'group.member_removed': [],

  // The practice
  'account.created': [],
  'account.updated': [],
  'account.deleted': [],
  'account.plan_changed': [],
  'account.standing_changed': [],
  'account.crossed': [],
  'site.created': ['notifications.tell-subscribers-when-something-happens'],
  'site.updated': [],
  'site.archived': [],
  'site.restored': [],
  'sector.created': [],
  'sector.updated': [],
  'sector.archived': [],
  'site_access.granted': [],
  'site_access.revoked': [],

  // What must be kept
  'legal_hold.placed': [],
  'legal_hold.lifted': [],

  // Who may do what
  'access.granted': [],
  'access.revoked': [],

  // The running system
  'service.started': [],
  'service.stopped': [],
  'database.connected': [],
  'database.lost': [],
  'event.processing.failed': ['notifications.tell-subscribers-when-something-happens'],
});
