import { Injectable } from '@nestjs/common';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { isPermitted } from '#platform/permissions/permission.js';
import { LegalHolds } from '#platform/retention/legal-holds.js';
import type { ObjectVisibility } from '#platform/visibility/object-visibility.js';
import { retentionPermissions } from '../contract/index.js';
import { SiteReach } from '../model/site-reach.js';

@Injectable()
export class LegalHoldVisibility implements ObjectVisibility {
  readonly type = 'legal_hold';

  constructor(
    private readonly database: TenantDatabase,
    private readonly holds: LegalHolds,
    private readonly reach: SiteReach,
  ) {}

  async visible(actor: Actor, ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (!isPermitted(actor, retentionPermissions['legal-hold.manage'])) return new Set();
    const database = this.database.forAccount(actor.accountId);
    const holds = await database.readTogether((tx) => this.holds.of(tx, ids));
    return this.reach.holdsAmong(
      actor,
      holds.map(({ id }) => id),
    );
  }
}
