import { Injectable } from '@nestjs/common';
import type { Actor } from '#platform/context/actor.js';
import { isUuid } from '#platform/context/ids.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import type { ObjectVisibility } from '#platform/visibility/object-visibility.js';

/** Everybody sees the sites of their account. */
@Injectable()
export class SiteVisibility implements ObjectVisibility {
  readonly type = 'site';

  constructor(private readonly database: TenantDatabase) {}

  async visible(actor: Actor, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const wanted = ids.filter(isUuid);
    if (wanted.length === 0) return new Set();
    const found = await this.database
      .forAccount(actor.accountId)
      .readTogether((tx) =>
        tx.query<{ id: string }>('select id from accounts.site where id = any ($1::uuid[])', [wanted]),
      );
    return new Set(found.map(({ id }) => id));
  }
}
