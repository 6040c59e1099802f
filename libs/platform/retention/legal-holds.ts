import { Injectable } from '@nestjs/common';
import { AccessControl, type Restriction } from '../access/access-control.js';
import { onlySiteOf } from '../access/narrowing.js';
import { ObjectCatalogue } from '../access/object-catalogue.js';
import type { Actor } from '../context/actor.js';
import { newId } from '../context/ids.js';
import type { TenantTransaction } from '../database/tenant-database.js';
import type { ObjectRef } from '../events/event-envelope.js';
import { ObjectNotFoundError } from '../visibility/object-not-found-error.js';
import { takePurgeTurn } from './purge-turn.js';
import { RetentionCatalogue } from './retention-catalogue.js';
import { LegalHoldLiftedError, LegalHoldNotFoundError } from './retention-errors.js';
import { seeingDeleted } from './seeing-deleted.js';

/** Keeps an object, or all objects that a user is a party of, from being purged. */
export interface LegalHold {
  readonly id: string;
  readonly objectType: string;
  readonly objectId: string;
  readonly reason: string;
  readonly placedBy: string;
  readonly placedAt: Date;
  readonly liftedBy: string | null;
  readonly liftedAt: Date | null;
  readonly active: boolean;
}

/** With `runList`, for lists. */
export const LEGAL_HOLD_TABLE = 'platform.legal_hold';

const COLUMNS = `id, object_type as "objectType", object_id as "objectId", reason, placed_by as "placedBy",
  placed_at as "placedAt", lifted_by as "liftedBy", lifted_at as "liftedAt", active`;

/** The holds of the transaction's account. Telling of them is up to who places and lifts them. */
@Injectable()
export class LegalHolds {
  constructor(
    private readonly types: RetentionCatalogue,
    private readonly access: AccessControl,
    private readonly objects: ObjectCatalogue,
  ) {}

  /**
   * Waits for a purge that is under way; once this is committed, no purge takes the object any more.
   * @param object of a retained type, deleted or not; of another type when the caller has found out that it exists
   * @throws ObjectNotFoundError
   */
  async place(tx: TenantTransaction, actor: Actor, object: ObjectRef, reason: string): Promise<LegalHold> {
    takePurgeTurn(tx);
    await this.#requireRetained(tx, actor, object);
    const [hold] = await tx.query<LegalHold>(
      `insert into ${LEGAL_HOLD_TABLE} (id, account_id, object_type, object_id, reason, placed_by, placed_at)
       values ($1, $2, $3, $4, $5, $6, now()) returning ${COLUMNS}`,
      [newId(), tx.accountId, object.type, object.id, reason, actor.userId],
    );
    return hold as LegalHold;
  }

  /** @throws LegalHoldNotFoundError, LegalHoldLiftedError */
  async lift(tx: TenantTransaction, actor: Actor, id: string): Promise<LegalHold> {
    const [lifted] = await tx.query<LegalHold>(
      `update ${LEGAL_HOLD_TABLE} set lifted_by = $2, lifted_at = now() where id = $1::uuid and lifted_at is null
       returning ${COLUMNS}`,
      [id, actor.userId],
    );
    if (lifted) return lifted;
    await this.get(tx, id);
    throw new LegalHoldLiftedError(id);
  }

  /** @throws LegalHoldNotFoundError */
  async get(tx: TenantTransaction, id: string): Promise<LegalHold> {
    const [hold] = await this.of(tx, [id]);
    if (!hold) throw new LegalHoldNotFoundError(id);
    return hold;
  }

  of(tx: TenantTransaction, ids: readonly string[]): Promise<LegalHold[]> {
    return tx.query<LegalHold>(`select ${COLUMNS} from ${LEGAL_HOLD_TABLE} where id = any ($1::uuid[])`, [ids]);
  }

  async #requireRetained(tx: TenantTransaction, actor: Actor, object: ObjectRef): Promise<void> {
    const retained = this.types.find(object.type);
    if (!retained) return;
    const { sql, values } = this.#seenBy(actor, object.type);
    const found = await seeingDeleted(tx, () =>
      tx.query(`select from ${retained.table} where id = $1::uuid and ${sql}`, [object.id, ...values]),
    );
    if (found.length === 0) throw new ObjectNotFoundError(object);
  }

  /** Who works at one site does not reach what is at another. */
  #seenBy(actor: Actor, type: string): Restriction {
    if (!onlySiteOf(actor) || !this.objects.names.includes(type)) return { sql: 'true', values: [] };
    return this.access.ofOne(actor, this.objects.get(type).view, type, { before: 1 });
  }
}
