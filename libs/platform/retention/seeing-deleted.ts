import type { TenantTransaction } from '../database/tenant-database.js';

const SEE = `select set_config('app.sees_deleted', $1, true)`;

/**
 * Runs `work` with what was deleted in sight. Everywhere else the database itself leaves out rows with a `deleted_at`
 * (`platform.hide_deleted`), so no query has to think of them. Deleting and restoring need it too: a row must be in sight before
 * and after it is changed.
 *
 * @param tx of its own: never one of `readTogether`, which others read in at the same time
 */
export async function seeingDeleted<T>(tx: TenantTransaction, work: () => Promise<T>): Promise<T> {
  tx.send({ sql: SEE, parameters: ['on'] });
  const result = await work();
  tx.send({ sql: SEE, parameters: ['off'] });
  return result;
}
