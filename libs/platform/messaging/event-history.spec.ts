import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseForAll } from '#test/support/database.js';
import { type EventLab, eventLab } from '#test/support/event-lab.js';
import { newId } from '../context/ids.js';
import { listStatements } from '../lists/list-query.js';
import { readListRequest } from '../lists/list-request.js';
import { eventList } from './event-list.js';

const EVENTS = 20_000;
/** Of some kinds, the first events are the last. */
const LONG_AGO = 2_000;
const actorId = newId();
const database = databaseForAll();
let lab: EventLab;

beforeAll(async () => {
  lab = await eventLab(database.ownerUrl, [], { runReactions: false });
  // Three in each millisecond.
  await lab.owner.query(
    `insert into messaging.event (id, type, source, version, category, account_id, actor_id, correlation_id, target_type, target_id,
       occurred_at, data)
     select gen_random_uuid(), case when n <= ${LONG_AGO} then 'lab.old' else 'lab.new' end, 'lab', 1, 'domain', account_id,
       case when n <= ${LONG_AGO} then $1::uuid end, 'request ' || n / 100, case when n <= ${LONG_AGO} then 'old_thing' else 'thing' end,
       'thing ' || n / 100, timestamptz '2026-01-01' + n / 3 * interval '1 ms', jsonb_build_object('n', n)
     from unnest($2::uuid[]) account_id, generate_series(1, ${EVENTS}) n`,
    [actorId, [lab.accountId, newId()]],
  );
  await lab.owner.query('analyze messaging.event');
});
afterAll(() => lab?.[Symbol.asyncDispose]());

const page = (query: Record<string, string>) =>
  lab.database.read((tx) => lab.history.page(tx, readListRequest(eventList, query), undefined));

async function planOf(query: Record<string, string>): Promise<string> {
  const { sql, values } = listStatements({ table: 'messaging.event' }, readListRequest(eventList, query)).page;
  const lines = await lab.database.read((tx) => tx.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, values));
  return lines.map((line) => line['QUERY PLAN']).join('\n');
}

describe('a page of the history', () => {
  it.each<[Record<string, string>, string]>([
    [{}, 'event_time'],
    [{ 'timestamp[lt]': '2026-01-01T00:00:04Z' }, 'event_time'],
    [{ type: 'lab.old' }, 'event_type'],
    [{ type: 'lab.old', 'timestamp[gte]': '2026-01-01T00:00:00Z' }, 'event_type'],
    [{ 'type[in]': 'lab.old' }, 'event_type'],
    [{ targetType: 'old_thing' }, 'event_target_type'],
    [{ targetId: 'thing 7' }, 'event_target'],
    [{ correlationId: 'request 7' }, 'event_correlation'],
    [{ actorId }, 'event_actor'],
  ])('%j is read from an index, in order and no further than it goes', async (query, index) => {
    for (const ordering of ['-timestamp', 'timestamp']) {
      const first = await page({ ...query, ordering, pageSize: '7' });
      for (const more of [undefined, { cursor: first.next ?? '' }]) {
        const plan = await planOf({ ...query, ordering, pageSize: '7', ...more });
        expect(plan).toMatch(new RegExp(`Index Scan (Backward )?using ${index} on event`));
        expect(plan).not.toMatch(/Sort|Filter/);
      }
    }
  });

  it('of one object is read so, too', async () => {
    const plan = await planOf({ targetType: 'old_thing', targetId: 'thing 7' });
    expect(plan).toContain('Index Scan Backward using event_target on event');
    expect(plan).not.toContain('Sort');
  });

  it('of several kinds is read for each of them, so that those of long ago are found at once', async () => {
    expect(await planOf({ 'type[in]': 'lab.old,lab.never' })).toContain(
      'Index Scan Backward using event_type on event',
    );
  });
});

describe('the history of several kinds', () => {
  it.each(['timestamp', '-timestamp'])('is one, ordered by %s, with each event once', async (ordering) => {
    const query = { 'type[in]': 'lab.new,lab.old,lab.new,lab.never', targetId: 'thing 20', ordering, pageSize: '9' };
    const seen: unknown[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const { items, next, count } = await page({ ...query, ...(cursor && { cursor }) });
      expect(count).toBe(100);
      seen.push(...items.map(({ timestamp, id }) => `${timestamp} ${id}`));
      cursor = next;
    }
    expect(new Set(seen).size).toBe(100);
    expect(ordering === 'timestamp' ? seen : seen.toReversed()).toEqual(seen.toSorted());
    const { items } = await page({ ...query, page: '2' });
    expect(items.map(({ timestamp, id }) => `${timestamp} ${id}`)).toEqual(seen.slice(9, 18));
  });

  it('tells of a kind that is given twice once', async () => {
    expect((await page({ 'actorId[in]': `${actorId},${actorId.toUpperCase()}` })).count).toBe(LONG_AGO);
  });
});
