import { Type } from 'typebox';
import { eventNamespace } from '#platform/messaging/event-definition.js';

export const notificationsEvents = eventNamespace('notifications', 'Notifications');

const delivery = {
  /** Of the notification for channel `inbox`, of the mail for channel `mail`. */
  deliveryId: Type.String(),
  userId: Type.String(),
  /** `inbox` or `mail`. */
  channel: Type.String(),
  /** The event that it tells of. */
  eventId: Type.String(),
};

export const notificationSent = notificationsEvents.event('notification.sent', {
  label: 'Notification sent',
  data: Type.Object({
    ...delivery,
    /** Of channel `inbox`: its place in the user's inbox, counted from 1 without gaps. */
    cursor: Type.Optional(Type.Integer()),
  }),
});
/** Its window has ended, or what it tells of is gone. */
export const notificationPurged = notificationsEvents.event('notification.purged', {
  label: 'Notification purged',
  data: Type.Object({ objectId: Type.String() }),
});
/** It will not be tried again. */
export const notificationFailed = notificationsEvents.event('notification.failed', {
  label: 'Notification could not be sent',
  data: Type.Object({
    ...delivery,
    /** `MAIL_REJECTED`, `MAIL_UNAVAILABLE`, `RECIPIENT_INACTIVE` or `FACTS_UNUSABLE`. */
    reason: Type.String(),
  }),
});
