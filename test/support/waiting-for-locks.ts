import type pg from 'pg';

/**
 * How many sessions of this database wait for a lock. Asked anew each time: within a transaction, `pg_stat_activity` would go on
 * saying what it said first.
 */
export async function waitingForLocks(client: Pick<pg.Client, 'query'>): Promise<number> {
  await client.query('select pg_stat_clear_snapshot()');
  const { rowCount } = await client.query(
    `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rowCount ?? 0;
}
