import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, it } from 'vitest';
import { freshDatabase } from '#test/support/database.js';
import { client } from '#test/support/practice.js';
import { accountsOf, mailsByCorrelation } from './accounts.js';
import { BookingLoad } from './booking-load.js';
import { PraxisProcess } from './praxis-process.js';

/** `npm run test:chaos` sets 50 and more; the run that belongs to `npm test` is short. */
const KILLS = Number(process.env.CHAOS_KILLS ?? 4);
const CALLERS = 6;
const BOOKINGS = 4_000;
/** How long everything may take to be done after the last kill, in ms. */
const PATIENCE = 120_000;

it(`loses nothing and does nothing twice over ${KILLS} kills`, {
  timeout: KILLS * 15_000 + PATIENCE + 60_000,
}, async () => {
  await using database = await freshDatabase();
  const home = await mkdtemp(join(tmpdir(), 'praxis-chaos-'));
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const praxis = new PraxisProcess(database.ownerUrl, home, await freePort());
  const longRunning = new pg.Client({ connectionString: database.ownerUrl });
  try {
    await praxis.start();
    await owner.query(`delete from billing.price where session_type = 'group'`);
    // Holds back every cursor that waits for the oldest transaction, throughout.
    await longRunning.connect();
    await longRunning.query('begin');
    await longRunning.query('select pg_current_xact_id()');

    const login = await client(praxis.url).post('/api/v1/auth/login', {
      email: 'admin@demo.test',
      password: 'praxis-demo',
    });
    const load = new BookingLoad(praxis.url, login.body.data.accessToken, BOOKINGS);
    load.start(CALLERS);
    for (let kill = 0; kill < KILLS; kill++) {
      await new Promise((resolve) => setTimeout(resolve, 150 + Math.random() * 1_200));
      await praxis.kill();
      await praxis.start();
    }
    await load.stop();
    expect(load.told.refused).toEqual([]);
    expect(load.told.booked.size).toBeGreaterThan(KILLS);

    await settled(owner);
    await longRunning.query('rollback');
    const group = await owner.query(
      `select id from scheduling.therapy_session where session_type = 'group' and starts_at > now() + interval '29 days'`,
    );
    const poisoned = new Set(group.rows.map(({ id }) => id));
    for (const account of await accountsOf(owner)) {
      expect(account).toEqual({
        id: account.id,
        events: 1,
        charges: poisoned.has(account.id) ? 0 : 1,
        entries: 2,
        deliveries: 2,
        sentEvents: 2,
      });
    }

    await owner.query(
      `insert into billing.price select gen_random_uuid(), account_id, 'group', duration_minutes, amount_minor, currency
       from billing.price where session_type = 'individual'`,
    );
    const letters = await client(praxis.url, login.body.data.accessToken).post(
      '/api/v1/system/dead-letters/replay',
      {},
    );
    expect(letters.body.data.replayed).toBe(poisoned.size);
    await settled(owner);
    const accounts = await accountsOf(owner);
    for (const account of accounts) {
      expect(account).toEqual({ id: account.id, events: 1, charges: 1, entries: 2, deliveries: 2, sentEvents: 2 });
    }
    const committed = new Set(accounts.map(({ id }) => id));
    for (const id of load.told.booked) expect(committed).toContain(id);
    expect(committed.size - load.told.booked.size).toBeLessThanOrEqual(load.told.brokenOff);
    const mails = await mailsByCorrelation(home);
    const chaos = [...mails].filter(([correlation]) => correlation.startsWith('chaos-'));
    expect(chaos).toHaveLength(committed.size);
    expect(chaos.filter(([, count]) => count !== 2)).toEqual([]);
    expect(await praxis.stop()).toBe(0);
  } finally {
    await praxis.kill();
    await longRunning.end();
    await owner.end();
    await rm(home, { recursive: true, force: true });
  }
});

/** Until everything that was committed has had all its consequences, dead letters aside. */
async function settled(owner: pg.Client): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const { rows } = await owner.query(`
      select (select count(*) from messaging.event) = (select max(head) from messaging.sequencer) as numbered,
        not exists (select from messaging.task_outbox) as relayed,
        not exists (select from messaging.parked_event where state = 'waiting') as retried,
        not exists (select from notifications.delivery where state = 'pending') as sent,
        not exists (
          select from messaging.checkpoint c, messaging.log l join messaging.event e on e.position = l.position
          where l.seq > c.seq and e.type like 'therapy_session.%'
        ) as reacted`);
    if (Object.values(rows[0]).every(Boolean)) return;
    if (Date.now() > deadline) throw new Error(`Not everything was done in ${PATIENCE} ms: ${JSON.stringify(rows[0])}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
