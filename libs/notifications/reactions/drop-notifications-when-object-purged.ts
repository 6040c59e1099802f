import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '#platform/database/tenant-database.js';
import type { EventEnvelope } from '#platform/events/event-envelope.js';
import { Reaction, type Reacts } from '#platform/messaging/reaction.js';
import { Purge } from '#platform/retention/purge.js';
import type { Purged } from '#platform/retention/retained-type.js';
import { sessionPurged } from '#scheduling/contract/index.js';
import { subscriptionDeleted } from '../contract/index.js';
import { retainedNotifications } from '../model/retained-notifications.js';
import { SUBSCRIPTION_COLUMNS, type Subscription, subscriptionEvent } from '../model/subscriptions.js';

/** What is gone must not live on in what people were told of it. Notifications that a legal hold keeps are left. */
@Injectable()
@Reaction({
  name: 'notifications.drop-notifications-when-object-purged',
  label: 'Drops notifications of, mails about and subscriptions to an object that is purged',
  on: [sessionPurged],
})
export class DropNotificationsWhenObjectPurged implements Reacts<Purged> {
  constructor(private readonly purge: Purge) {}

  async react({ data: { objectId } }: EventEnvelope<Purged>, tx: TenantTransaction): Promise<void> {
    const about = await tx.query<{ id: string }>(
      'select id from notifications.inbox_entry where object_id = $1::text order by id',
      [objectId],
    );
    const ended = await tx.query<Subscription & { userId: string }>(
      `delete from notifications.subscription where object_id = $1::uuid returning ${SUBSCRIPTION_COLUMNS}, user_id as "userId"`,
      [objectId],
    );
    await Promise.all(
      ended.map(({ userId, ...was }) => tx.publish(subscriptionDeleted, subscriptionEvent(userId, was))),
    );
    await this.purge.objects(
      tx,
      retainedNotifications.type,
      about.map(({ id }) => id),
    );
  }
}
