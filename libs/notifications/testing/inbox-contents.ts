import pg from 'pg';
import type { Actor } from '#platform/context/actor.js';
import { until } from '#test/support/until.js';
import type { Json, NotifiedPractice } from './notified-practice.js';

/** The rows of somebody's inbox, in order. */
export const inboxOf = (practice: NotifiedPractice, { userId }: Actor): Promise<Json[]> =>
  practice.sql('select * from notifications.inbox_entry where user_id = $1 order by cursor', [userId]);

export const acknowledgedBy = async (practice: NotifiedPractice, member: Actor): Promise<number[]> =>
  (await inboxOf(practice, member)).flatMap(({ acknowledged_at: at, cursor }) => (at ? Number(cursor) : []));

/** Puts notifications into an inbox without anything that tells of them. @param options `size` of each in bytes, about */
export async function fillInbox(
  practice: NotifiedPractice,
  { userId, accountId }: Actor,
  count: number,
  { size = 10, after = 0 } = {},
): Promise<void> {
  await practice.sql(
    `insert into notifications.inbox_entry (id, account_id, user_id, cursor, type, message, data, event_id, created_at)
     select gen_random_uuid(), $1, $2, n, 'lab.filled', repeat('x', $4), '{}', gen_random_uuid(), now()
     from generate_series($5::int + 1, $5::int + $3::int) n`,
    [accountId, userId, count, size, after],
  );
  await practice.sql(
    `insert into notifications.mailbox (account_id, user_id, last_cursor) values ($1, $2, $3)
     on conflict (user_id) do update set last_cursor = excluded.last_cursor`,
    [accountId, userId, after + count],
  );
}

/** A transaction of somebody else, which others have to wait for until it is released. */
export async function hold(practice: NotifiedPractice, statement: string, values: unknown[] = []) {
  const owner = new pg.Client({ connectionString: practice.ownerUrl });
  await owner.connect();
  await owner.query('begin');
  await owner.query(statement, values);
  return {
    /** Resolves when a statement with these words waits. */
    keepsWaiting: (words: string) =>
      until(`"${words}" waits`, async () => {
        const waiting = `select from pg_stat_activity where wait_event_type = 'Lock' and position($1 in query) > 0`;
        return (await practice.sql(waiting, [words])).length > 0;
      }),
    release: () => owner.query('commit'),
    [Symbol.asyncDispose]: () => owner.end(),
  };
}
