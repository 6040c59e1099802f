import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { subscriptionDeleted } from '../contract/index.js';
import { SubscriptionNotFoundError } from '../model/notification-errors.js';
import { SUBSCRIPTION_COLUMNS, type Subscription, subscriptionEvent } from '../model/subscriptions.js';

export class Unsubscribe extends Command<Subscription> {
  constructor(
    readonly actor: Actor,
    readonly subscriptionId: string,
  ) {
    super();
  }
}

@CommandHandler(Unsubscribe)
export class UnsubscribeHandler implements ICommandHandler<Unsubscribe> {
  constructor(private readonly database: TenantDatabase) {}

  /** @throws SubscriptionNotFoundError */
  async execute({ actor, subscriptionId }: Unsubscribe): Promise<Subscription> {
    return this.database.write(async (tx) => {
      const [subscription] = await tx.query<Subscription>(
        `delete from notifications.subscription where id = $1::uuid and user_id = $2::uuid
         returning ${SUBSCRIPTION_COLUMNS}`,
        [subscriptionId, actor.userId],
      );
      if (!subscription) throw new SubscriptionNotFoundError(subscriptionId);
      await tx.publish(subscriptionDeleted, subscriptionEvent(actor.userId, subscription));
      return subscription;
    });
  }
}
