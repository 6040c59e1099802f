import { Type } from 'typebox';
import { eventNamespace } from '#platform/events/event-definition.js';

export const notificationsEvents = eventNamespace('notifications', 'Notifications');

/** Nobody is told of notifications, or telling would never end. */
const subscribable = false;

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
  subscribable,
  data: Type.Object({
    ...delivery,
    /** Of channel `inbox`: its place in the user's inbox, counted from 1 without gaps. */
    cursor: Type.Optional(Type.Integer()),
  }),
});
/** Its window has ended, or what it tells of is gone. */
export const notificationPurged = notificationsEvents.event('notification.purged', {
  label: 'Notification purged',
  subscribable,
  data: Type.Object({ objectId: Type.String() }),
});
/** It will not be tried again. */
export const notificationFailed = notificationsEvents.event('notification.failed', {
  label: 'Notification could not be sent',
  subscribable,
  data: Type.Object({
    ...delivery,
    /** `MAIL_REJECTED`, `MAIL_UNAVAILABLE`, `RECIPIENT_INACTIVE`, `SESSION_NOT_VISIBLE` or `FACTS_UNUSABLE`. */
    reason: Type.String(),
  }),
});

const subscription = {
  subscribable,
  data: Type.Object({
    subscriptionId: Type.String(),
    userId: Type.String(),
    eventType: Type.String(),
    /** Absent, as the id is: of the type on any object. */
    objectType: Type.Optional(Type.String()),
    objectId: Type.Optional(Type.String()),
  }),
};
export const subscriptionCreated = notificationsEvents.event('notification_subscription.created', {
  label: 'Subscribed to events',
  ...subscription,
});
/** By its owner, or with the object that it was to. */
export const subscriptionDeleted = notificationsEvents.event('notification_subscription.deleted', {
  label: 'Subscription to events ended',
  ...subscription,
});
