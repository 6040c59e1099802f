import { Injectable } from '@nestjs/common';
import type { Actor } from '#platform/context/actor.js';
import { isUuid } from '#platform/context/ids.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { isPermitted } from '#platform/permissions/permission.js';
import type { ObjectVisibility } from '#platform/visibility/object-visibility.js';
import { identityPermissions } from '../contract/identity-permissions.js';

/** Who may see which invitations, for histories, watches and notifications. */
@Injectable()
export class InvitationVisibility implements ObjectVisibility {
  readonly type = 'invitation';

  constructor(private readonly database: TenantDatabase) {}

  async visible(actor: Actor, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const wanted = ids.filter(isUuid);
    if (wanted.length === 0 || !isPermitted(actor, identityPermissions['user.invite'])) return new Set();
    const found = await this.database
      .forAccount(actor.accountId)
      .readTogether((tx) =>
        tx.query<{ id: string }>('select id from identity.invitation where id = any ($1::uuid[])', [wanted]),
      );
    return new Set(found.map(({ id }) => id));
  }
}
