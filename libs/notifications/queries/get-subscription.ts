import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { SubscriptionNotFoundError } from '../model/notification-errors.js';
import { SUBSCRIPTION_COLUMNS, type Subscription } from '../model/subscriptions.js';

export class GetSubscription extends Query<Subscription> {
  constructor(
    readonly actor: Actor,
    readonly subscriptionId: string,
  ) {
    super();
  }
}

@QueryHandler(GetSubscription)
export class GetSubscriptionHandler implements IQueryHandler<GetSubscription> {
  constructor(private readonly database: TenantDatabase) {}

  /** @throws SubscriptionNotFoundError */
  async execute({ actor, subscriptionId }: GetSubscription): Promise<Subscription> {
    const [subscription] = await this.database.readTogether((tx) =>
      tx.query<Subscription>(
        `select ${SUBSCRIPTION_COLUMNS} from notifications.subscription where id = $1::uuid and user_id = $2::uuid`,
        [subscriptionId, actor.userId],
      ),
    );
    if (!subscription) throw new SubscriptionNotFoundError(subscriptionId);
    return subscription;
  }
}
