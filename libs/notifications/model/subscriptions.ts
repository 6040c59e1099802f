import type { TenantTransaction } from '#platform/database/tenant-database.js';
import type { NewEvent } from '#platform/events/event-definition.js';
import type { ObjectRef } from '#platform/events/event-envelope.js';
import type { Action } from '#platform/http/envelope.js';

/** As an object that things happen to. */
export const SUBSCRIPTION_TYPE = 'notification_subscription';

export const SUBSCRIPTIONS_PATH = '/api/v1/notifications/subscriptions';

export interface Subscription {
  readonly id: string;
  readonly eventType: string;
  /** Both absent: the type on any object. */
  readonly objectType: string | null;
  readonly objectId: string | null;
  readonly createdAt: Date;
}

export const SUBSCRIPTION_COLUMNS =
  'id, event_type as "eventType", object_type as "objectType", object_id as "objectId", created_at as "createdAt"';

export function subscriptionActions({ id }: Pick<Subscription, 'id'>): Action[] {
  const href = `${SUBSCRIPTIONS_PATH}/${id}`;
  return [
    { name: 'view', method: 'GET', href },
    { name: 'events', method: 'GET', href: `${href}/events` },
    { name: 'delete', method: 'DELETE', href },
  ];
}

/** What events tell of a subscription. */
export const subscriptionEvent = (userId: string, { id, eventType, objectType, objectId }: Subscription) =>
  ({
    target: { type: SUBSCRIPTION_TYPE, id },
    data: {
      subscriptionId: id,
      userId,
      eventType,
      ...(objectType && objectId && { objectType, objectId }),
    },
  }) satisfies NewEvent<unknown>;

/** Users who subscribed to this type of event, on this object or on any. */
export async function subscribersOf(tx: TenantTransaction, eventType: string, target: ObjectRef): Promise<string[]> {
  const rows = await tx.query<{ userId: string }>(
    `select distinct user_id as "userId" from notifications.subscription
     where event_type = $1 and (object_id is null or (object_type = $2 and object_id::text = $3))`,
    [eventType, target.type, target.id],
  );
  return rows.map(({ userId }) => userId);
}
