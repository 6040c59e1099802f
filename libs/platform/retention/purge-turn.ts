import type { TenantTransaction } from '../database/tenant-database.js';

const TAKE = `select pg_advisory_xact_lock(hashtextextended('retention:' || $1::text, 0))`;

/**
 * Purging and placing holds take turns within an account, from here to the end of the transaction. Take it before anything is
 * looked at, in a statement of its own: what is looked at after it includes what was committed while waiting. So a hold either
 * comes first and is seen by the purge, or comes after it and finds no object any more.
 */
export function takePurgeTurn(tx: TenantTransaction): void {
  tx.send({ sql: TAKE, parameters: [tx.accountId] });
}
