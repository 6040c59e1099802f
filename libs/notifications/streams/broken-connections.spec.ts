import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LiveConnections } from '#platform/realtime/live-connections.js';
import { until } from '#test/support/event-lab.js';
import { InboxClient } from '../testing/inbox-client.js';
import { type Json, type Member, NotifiedPractice } from '../testing/notified-practice.js';

let practice: NotifiedPractice;
let patient: Member;

beforeAll(async () => {
  practice = await NotifiedPractice.start();
  patient = practice.member('patient');
});
afterAll(() => practice[Symbol.asyncDispose]());

const from1to = (last: number) => Array.from({ length: last }, (_, at) => at + 1);
const book = async (therapist: Member, count = 1) => {
  for (let n = 0; n < count; n++) await practice.schedule(patient, therapist);
};
const inbox = ({ userId }: Member) =>
  practice.sql<Json>('select * from notifications.inbox_entry where user_id = $1 order by cursor', [userId]);
const _acknowledged = async (member: Member) =>
  (await inbox(member)).filter(({ acknowledged_at }) => acknowledged_at).map(({ cursor }) => Number(cursor));
const arrived = (client: InboxClient, count: number) =>
  until(`${count} have arrived`, () => client.received.length >= count);
const _serverSide = ({ userId }: Member) => practice.app.get(LiveConnections).in(`user:${userId}`);

/** Puts notifications into an inbox without anything that tells of them. */
async function _fill({ userId, accountId }: Member, count: number, { size = 10, after = 0 } = {}): Promise<void> {
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

/** A transaction of somebody else that others have to wait for. */
async function _hold(statement: string, values: unknown[] = []) {
  const owner = new pg.Client({ connectionString: practice.ownerUrl });
  await owner.connect();
  await owner.query('begin');
  await owner.query(statement, values);
  return {
    /** Until a statement with these words waits. */
    up: (words: string) =>
      until(`"${words}" waits`, async () => {
        const waiting = `select from pg_stat_activity where wait_event_type = 'Lock' and position($1 in query) > 0`;
        return (await practice.sql(waiting, [words])).length > 0;
      }),
    release: () => owner.query('commit'),
    [Symbol.asyncDispose]: () => owner.end(),
  };
}

describe('however often the connection breaks', () => {
  /** A small generator (mulberry32), so that a failing run can be run again. */
  const random = (seed: number) => () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const COUNT = 210;
  const seeds = [1, Date.now() % 1_000_000];

  /** Books in bursts, with pauses, while the client comes and goes. */
  const produce = async (therapist: Member, chance: () => number) => {
    for (let made = 0; made < COUNT; ) {
      const burst = Math.min(COUNT - made, 1 + Math.floor(chance() * 12));
      await Promise.all(from1to(burst).map(() => practice.schedule(patient, therapist)));
      made += burst;
      await pause(chance() * 15);
    }
  };

  it.each(seeds)(
    'a client that resumes has every notification once it has seen its cursor, in order (seed %i)',
    async (seed) => {
      const chance = random(seed);
      const therapist = practice.member('therapist');
      const producing = produce(therapist, random(seed + 1));
      let last = 0;
      let connections = 0;
      while (last < COUNT) {
        connections += 1;
        const transport = chance() < 0.2 ? 'polling' : 'websocket';
        const client = await InboxClient.connect(practice, therapist, {
          after: String(last).padStart(16, '0'),
          transport,
          acknowledges: () => chance() < 0.7,
        });
        const patience = connections > 400 ? 3_000 : chance() * 60;
        await Promise.race([pause(patience), until('all are there', () => last + client.received.length >= COUNT)]);
        client.cut();
        // Nothing missing between what it had and what it got, and nothing twice on one connection.
        expect(client.places, `connection ${connections}`).toEqual(client.places.map((_, at) => last + at + 1));
        last += client.places.length;
      }
      await producing;
      expect(connections).toBeGreaterThan(3);
    },
  );

  it.each(seeds)(
    'a client that only acknowledges has every notification, and none that it acknowledged twice (seed %i)',
    async (seed) => {
      const chance = random(seed);
      const therapist = practice.member('therapist');
      const producing = produce(therapist, random(seed + 1));
      const [seen, kept] = [new Set<number>(), new Set<number>()];
      let connections = 0;
      while (seen.size < COUNT) {
        connections += 1;
        const client = await InboxClient.connect(practice, therapist, { acknowledges: () => chance() < 0.7 });
        const patience = connections > 200 ? 3_000 : 100 + chance() * 150;
        await Promise.race([
          pause(patience),
          until('all are there', () => seen.size + client.received.length >= COUNT),
        ]);
        // Politely, so that what was acknowledged has been heard.
        client.socket.disconnect();
        expect(client.places, `connection ${connections}`).toEqual([...new Set(client.places)].sort((a, b) => a - b));
        expect(
          client.places.filter((place) => kept.has(place)),
          `connection ${connections}`,
        ).toEqual([]);
        for (const place of client.places) seen.add(place);
        for (const place of client.acknowledged) kept.add(place);
      }
      await producing;
      const last = await InboxClient.connect(practice, therapist);
      await book(therapist);
      await arrived(last, COUNT + 1 - kept.size);
      expect(last.places).toEqual(from1to(COUNT + 1).filter((place) => !kept.has(place)));
    },
  );
});

describe('in a process without the reactions', () => {
  it('a client gets what another process has put into its inbox', async () => {
    await using api = await NotifiedPractice.start({ role: 'api', beside: practice });
    const therapist = practice.member('therapist');
    const client = await InboxClient.connect(api, therapist);
    await book(therapist, 5);
    await arrived(client, 5);
    expect(client.places).toEqual(from1to(5));
  });
});
