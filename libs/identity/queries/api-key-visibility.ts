import { Injectable } from '@nestjs/common';
import type { Actor } from '#platform/context/actor.js';
import { isUuid } from '#platform/context/ids.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { isPermitted } from '#platform/permissions/permission.js';
import type { ObjectVisibility } from '#platform/visibility/object-visibility.js';
import { identityPermissions } from '../contract/identity-permissions.js';
import { maySeeKey } from '../model/api-key.policy.js';

/** Who may see which API keys, also revoked ones, whose history goes on. */
@Injectable()
export class ApiKeyVisibility implements ObjectVisibility {
  readonly type = 'api_key';

  constructor(private readonly database: TenantDatabase) {}

  async visible(actor: Actor, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const wanted = ids.filter(isUuid);
    if (wanted.length === 0 || !isPermitted(actor, identityPermissions['api_key.manage'])) return new Set();
    const found = await this.database
      .forAccount(actor.accountId)
      .readTogether((tx) =>
        tx.query<{ id: string; userId: string }>(
          'select id, user_id as "userId" from identity.api_key where id = any ($1::uuid[])',
          [wanted],
        ),
      );
    return new Set(found.filter((key) => maySeeKey(actor, key)).map(({ id }) => id));
  }
}
