import { Injectable } from '@nestjs/common';
import { SystemDatabase } from '../database/system-database.js';
import { TenantDatabase, type TenantTransaction } from '../database/tenant-database.js';
import { dueSql, freeSql, inOrder } from './due-objects.js';
import { takePurgeTurn } from './purge-turn.js';
import type { RetainedType } from './retained-type.js';
import { RetentionCatalogue } from './retention-catalogue.js';
import { PurgeMismatchError } from './retention-errors.js';
import { seeingDeleted } from './seeing-deleted.js';

type Ids = readonly { readonly id: string }[];

/** Deletes for good. Every way to do so leads through here, so that none gets past a hold or goes untold. */
@Injectable()
export class Purge {
  constructor(
    private readonly database: TenantDatabase,
    private readonly system: SystemDatabase,
    private readonly types: RetentionCatalogue,
  ) {}

  /** Every account, whatever its standing: data must go in time also where nobody signs in any more. */
  async accounts(): Promise<string[]> {
    const accounts = await this.system.query<{ id: string }>(
      'select account_id as id from platform.admission order by account_id',
    );
    return accounts.map(({ id }) => id);
  }

  /**
   * Purges the oldest objects of a type that were out of their window at `cutoff`, in a transaction of its own. Whoever stops in
   * between goes on later where this left off.
   * @returns how many; fewer than `size` means that nothing is left to do
   */
  batch(type: RetainedType, cutoff: Date, size: number): Promise<number> {
    return this.database.write((tx) =>
      seeingDeleted(tx, async () => {
        takePurgeTurn(tx);
        const due = `${dueSql(type, 'o.id')} ${inOrder(type)} limit $2 for update of o`;
        return this.#purge(tx, type, await tx.query(due, [cutoff, size]));
      }),
    );
  }

  /**
   * For reactions that let objects of their context go with what they belong to. What is held, or not there, is left out.
   * @returns how many
   */
  objects(tx: TenantTransaction, type: string, ids: readonly string[]): Promise<number> {
    const retained = this.types.get(type);
    return seeingDeleted(tx, async () => {
      takePurgeTurn(tx);
      return this.#purge(tx, retained, await tx.query(freeSql(retained), [ids]));
    });
  }

  /** @throws PurgeMismatchError */
  async #purge(tx: TenantTransaction, type: RetainedType, chosen: Ids): Promise<number> {
    if (chosen.length === 0) return 0;
    const ids = chosen.map(({ id }) => id);
    await type.purge?.(tx, ids);
    const deleted = await tx.execute(`delete from ${type.table} where id = any ($1::uuid[])`, [ids]);
    if (deleted !== ids.length) throw new PurgeMismatchError(type.table, ids.length, deleted);
    const told = ids.map((id) => tx.publish(type.purged, { target: { type: type.type, id }, data: { objectId: id } }));
    await Promise.all(told);
    return deleted;
  }
}
