import { Injectable } from '@nestjs/common';
import { AccessControl, type Restriction } from '#platform/access/access-control.js';
import { onlySiteOf } from '#platform/access/narrowing.js';
import { ObjectCatalogue } from '#platform/access/object-catalogue.js';
import { onObjectsSeen } from '#platform/access/objects-seen.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { LEGAL_HOLD_TABLE } from '#platform/retention/legal-holds.js';
import { seeingDeleted } from '#platform/retention/seeing-deleted.js';

/**
 * What of the account's retention somebody reaches who works at one site only, such as an API key that is bound to it: holds on
 * objects that they see, deleted or not. Everybody else whose permission lets them in reaches all.
 *
 * Asked for in a transaction that sees what was deleted.
 */
@Injectable()
export class SiteReach {
  constructor(
    private readonly database: TenantDatabase,
    private readonly types: ObjectCatalogue,
    private readonly access: AccessControl,
  ) {}

  /** On rows of {@link LEGAL_HOLD_TABLE}; undefined for all of them. */
  ofHolds(actor: Actor, before = 0): Restriction | undefined {
    if (!onlySiteOf(actor)) return undefined;
    return onObjectsSeen(this.types, this.access, actor, { row: 'legal_hold', before });
  }

  /** Those of these holds that the actor reaches. */
  async holdsAmong(actor: Actor, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const reached = this.ofHolds(actor, 1);
    if (!reached) return new Set(ids);
    return this.#idsOf(actor, `select id from ${LEGAL_HOLD_TABLE} where id = any ($1::uuid[]) and ${reached.sql}`, [
      ids,
      ...reached.values,
    ]);
  }

  /** Those of these objects that the actor reaches. */
  async objectsAmong(actor: Actor, type: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (!onlySiteOf(actor)) return new Set(ids);
    // What is no object to access control is at no site.
    const declared = this.types.all.find((each) => each.type === type);
    if (!declared) return new Set();
    const seen = this.access.ofOne(actor, declared.view, type, { before: 1 });
    return this.#idsOf(actor, `select id from ${declared.table} where id = any ($1::uuid[]) and ${seen.sql}`, [
      ids,
      ...seen.values,
    ]);
  }

  async #idsOf({ accountId }: Actor, sql: string, values: readonly unknown[]): Promise<ReadonlySet<string>> {
    const rows = await this.database
      .forAccount(accountId)
      .read((tx) => seeingDeleted(tx, () => tx.query<{ id: string }>(sql, values)));
    return new Set(rows.map(({ id }) => id));
  }
}
