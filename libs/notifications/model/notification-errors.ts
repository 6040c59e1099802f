import { ConflictError, NotFoundError } from '#platform/errors/application-error.js';

/** Also for a notification of somebody else. */
export class NotificationNotFoundError extends NotFoundError {
  constructor(notificationId: string) {
    super('NOTIFICATION_NOT_FOUND', 'There is no such notification.', { notificationId });
  }
}

/** Also for a subscription of somebody else. */
export class SubscriptionNotFoundError extends NotFoundError {
  constructor(subscriptionId: string) {
    super('SUBSCRIPTION_NOT_FOUND', 'There is no such subscription.', { subscriptionId });
  }
}

/** Also for an object that exists and may not be seen. */
export class SubscribedObjectNotFoundError extends NotFoundError {
  /** @param type of which objects are known, never a caller's own words */
  constructor(type: string, id: string) {
    super(`${type.toUpperCase()}_NOT_FOUND`, 'There is no such object to subscribe to.', { id });
  }
}

export class SubscriptionLimitError extends ConflictError {
  constructor(most: number) {
    super('SUBSCRIPTION_LIMIT_CONFLICT', `A user has at most ${most} subscriptions. Remove some first.`, { most });
  }
}
