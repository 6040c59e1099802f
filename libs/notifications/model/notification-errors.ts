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

export class SubscriptionLimitError extends ConflictError {
  constructor(most: number) {
    super('SUBSCRIPTION_LIMIT_CONFLICT', `A user has at most ${most} subscriptions. Remove some first.`, { most });
  }
}
