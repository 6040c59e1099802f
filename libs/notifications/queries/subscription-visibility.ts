import { Injectable } from '@nestjs/common';
import type { Actor } from '#platform/context/actor.js';
import { isUuid } from '#platform/context/ids.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { isPermitted } from '#platform/permissions/permission.js';
import type { ObjectVisibility } from '#platform/visibility/object-visibility.js';
import { notificationsPermissions } from '../contract/index.js';
import { SUBSCRIPTION_TYPE } from '../model/subscriptions.js';

/** Everybody sees their own subscriptions. */
@Injectable()
export class SubscriptionVisibility implements ObjectVisibility {
  readonly type = SUBSCRIPTION_TYPE;

  constructor(private readonly database: TenantDatabase) {}

  async visible(actor: Actor, ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (!isPermitted(actor, notificationsPermissions['subscription.manage'])) return new Set();
    const found = await this.database
      .forAccount(actor.accountId)
      .readTogether((tx) =>
        tx.query<{ id: string }>(
          'select id from notifications.subscription where id = any ($1::uuid[]) and user_id = $2::uuid',
          [ids.filter(isUuid), actor.userId],
        ),
      );
    return new Set(found.map(({ id }) => id));
  }
}
