import { Injectable } from '@nestjs/common';
import type { Actor } from '#platform/context/actor.js';
import { isUuid } from '#platform/context/ids.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { isPermitted } from '#platform/permissions/permission.js';
import type { ObjectVisibility } from '#platform/visibility/object-visibility.js';
import { identityPermissions } from '../contract/identity-permissions.js';

/** One's own sign-ins, also those that have ended, whose history is there until they are forgotten. */
@Injectable()
export class SignInVisibility implements ObjectVisibility {
  readonly type = 'sign_in';

  constructor(private readonly database: TenantDatabase) {}

  async visible(actor: Actor, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const wanted = ids.filter(isUuid);
    if (wanted.length === 0 || !isPermitted(actor, identityPermissions['sign_in.manage'])) return new Set();
    const found = await this.database
      .forAccount(actor.accountId)
      .readTogether((tx) =>
        tx.query<{ id: string }>('select id from identity.sign_in where id = any ($1::uuid[]) and user_id = $2::uuid', [
          wanted,
          actor.userId,
        ]),
      );
    return new Set(found.map(({ id }) => id));
  }
}
