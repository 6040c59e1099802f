import { Injectable } from '@nestjs/common';
import type { Actor } from '#platform/context/actor.js';
import { isUuid } from '#platform/context/ids.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import type { ObjectVisibility } from '#platform/visibility/object-visibility.js';
import { mayView } from '../model/user.policy.js';

/** Who may see which users, for histories, watches and notifications. */
@Injectable()
export class UserVisibility implements ObjectVisibility {
  readonly type = 'user';

  constructor(private readonly database: TenantDatabase) {}

  async visible(actor: Actor, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const wanted = ids.filter((id) => isUuid(id) && mayView(actor, id));
    if (wanted.length === 0) return new Set();
    const found = await this.database
      .forAccount(actor.accountId)
      .readTogether((tx) =>
        tx.query<{ id: string }>('select id from identity.user where id = any ($1::uuid[])', [wanted]),
      );
    return new Set(found.map(({ id }) => id));
  }
}
