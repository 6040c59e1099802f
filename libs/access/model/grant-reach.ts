import { Injectable } from '@nestjs/common';
import { AccessControl, type Restriction } from '#platform/access/access-control.js';
import { findGrant } from '#platform/access/grant-list.js';
import { onlySiteOf } from '#platform/access/narrowing.js';
import { ObjectCatalogue } from '#platform/access/object-catalogue.js';
import { onObjectsSeen } from '#platform/access/objects-seen.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { seeingDeleted } from '#platform/retention/seeing-deleted.js';
import { GrantNotFoundError } from './access-errors.js';

/**
 * Which grants somebody reaches who works at one site only, such as an API key that is bound to it: those on objects that they see,
 * deleted or not. Everybody else whose permission lets them in reaches all of the account's.
 */
@Injectable()
export class GrantReach {
  constructor(
    private readonly database: TenantDatabase,
    private readonly types: ObjectCatalogue,
    private readonly access: AccessControl,
  ) {}

  /** On rows of grants, asked for in a transaction that sees what was deleted; undefined for all of them. */
  of(actor: Actor, before = 0): Restriction | undefined {
    if (!onlySiteOf(actor)) return undefined;
    return onObjectsSeen(this.types, this.access, actor, { row: 'object_grant', before });
  }

  /** @throws GrantNotFoundError for one that the actor does not reach; of all others, whether it is there is not asked */
  async require(actor: Actor, grantId: string): Promise<void> {
    const reached = this.of(actor, 1);
    if (!reached) return;
    const found = await this.database.read((tx) => seeingDeleted(tx, () => findGrant(tx, grantId, reached)));
    if (!found) throw new GrantNotFoundError(grantId);
  }
}
