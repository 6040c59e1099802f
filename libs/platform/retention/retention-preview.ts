import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '../database/tenant-database.js';
import { cutoffOf, daysOf, dueSql, holdIdsSql, inOrder, keptSql, type RetentionWindows } from './due-objects.js';
import { type LegalHold, LegalHolds } from './legal-holds.js';
import type { RetainedType } from './retained-type.js';
import { RetentionCatalogue } from './retention-catalogue.js';
import { seeingDeleted } from './seeing-deleted.js';

/** How many of each are listed; the counts tell of all. */
const FIRST = 20;

/** An object that is out of its window, and what keeps it. */
export interface KeptObject {
  readonly id: string;
  readonly holds: readonly LegalHold[];
}

/** What a purge would do to the objects of one type. */
export interface TypePreview {
  readonly type: string;
  readonly label: string;
  readonly days: number;
  /** What was deleted, or made, until then is out of its window. */
  readonly cutoff: Date;
  readonly purged: { readonly count: number; readonly ids: readonly string[] };
  readonly kept: { readonly count: number; readonly objects: readonly KeptObject[] };
}

/** The dry run: what a purge at some time would delete of what there is now, without deleting it. */
@Injectable()
export class RetentionPreview {
  constructor(
    private readonly database: TenantDatabase,
    private readonly types: RetentionCatalogue,
    private readonly holds: LegalHolds,
  ) {}

  at(at: Date, windows: RetentionWindows): Promise<TypePreview[]> {
    return this.database.read((tx) =>
      seeingDeleted(tx, () => Promise.all(this.types.all.map((type) => this.#of(tx, type, at, windows)))),
    );
  }

  async #of(tx: TenantTransaction, type: RetainedType, at: Date, windows: RetentionWindows): Promise<TypePreview> {
    const cutoff = cutoffOf(type, windows, at);
    const first = `${inOrder(type)} limit ${FIRST}`;
    const [due, [dueCount], kept, [keptCount]] = await Promise.all([
      tx.query<{ id: string }>(`${dueSql(type, 'o.id')} ${first}`, [cutoff]),
      tx.query<{ n: string }>(dueSql(type, 'count(*) as n'), [cutoff]),
      tx.query<{ id: string; holds: string[] }>(`${keptSql(type, `o.id, ${holdIdsSql(type)} as holds`)} ${first}`, [
        cutoff,
      ]),
      tx.query<{ n: string }>(keptSql(type, 'count(*) as n'), [cutoff]),
    ]);
    const holds = await this.holds.of(tx, [...new Set(kept.flatMap((object) => object.holds))]);
    return {
      type: type.type,
      label: type.label,
      days: daysOf(type, windows),
      cutoff,
      purged: { count: Number(dueCount?.n), ids: due.map(({ id }) => id) },
      kept: {
        count: Number(keptCount?.n),
        objects: kept.map(({ id, holds: on }) => ({ id, holds: holds.filter((hold) => on.includes(hold.id)) })),
      },
    };
  }
}
