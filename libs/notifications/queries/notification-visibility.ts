import { Injectable } from '@nestjs/common';
import type { Actor } from '#platform/context/actor.js';
import { isUuid } from '#platform/context/ids.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import type { ObjectVisibility } from '#platform/visibility/object-visibility.js';

/** Everybody sees the notifications in their own inbox. */
@Injectable()
export class NotificationVisibility implements ObjectVisibility {
  readonly type = 'notification';

  constructor(private readonly database: TenantDatabase) {}

  async visible(actor: Actor, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const found = await this.database
      .forAccount(actor.accountId)
      .readTogether((tx) =>
        tx.query<{ id: string }>(
          'select id from notifications.inbox_entry where id = any ($1::uuid[]) and user_id = $2::uuid',
          [ids.filter(isUuid), actor.userId],
        ),
      );
    return new Set(found.map(({ id }) => id));
  }
}
