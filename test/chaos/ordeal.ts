import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect } from 'vitest';
import { freePort } from '#bench/processes/free-port.js';
import { type Client, client } from '#test/support/practice.js';
import { accountsOf, mailsByCorrelation, poisonedSessions, unfinished } from './accounts.js';
import { BookingLoad, type Told } from './booking-load.js';
import { PraxisProcess } from './praxis-process.js';

/** How long everything may take to be done after the last strike, in ms. */
export const PATIENCE = 240_000;

const ALL_DONE = { events: 1, charges: 1, entries: 2, deliveries: 2, sentEvents: 2 };

/** What `npm run test:chaos` asks for. Without it the run is one of `npm test`, and has little time. */
const ASKED_FOR = process.env.CHAOS_KILLS;
export const STRIKES = Number(ASKED_FOR ?? 2);
const CALLERS = ASKED_FOR ? 6 : 2;
/** Longest time in which nothing is struck, in ms. */
const LONGEST_PEACE = ASKED_FOR ? 1_350 : 600;

interface Ordeal {
  readonly ownerUrl: string;
  /** Hurts, and comes back when whatever was hurt has been brought back. */
  readonly strike: (praxis: PraxisProcess) => Promise<void>;
}

/**
 * Books sessions over HTTP while strike follows strike, with a transaction left open throughout and a reaction that cannot work
 * for some of them. Afterwards every session that was committed must have had each of its consequences exactly once.
 *
 * @returns what the callers were told
 */
export async function endure({ ownerUrl, strike }: Ordeal): Promise<Told> {
  await using resources = new AsyncDisposableStack();
  const home = await mkdtemp(join(tmpdir(), 'praxis-chaos-'));
  resources.defer(() => rm(home, { recursive: true, force: true }));
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 3 });
  // Those of the pool are cut together with all others, when it is the database that is struck.
  owner.on('error', () => undefined);
  resources.defer(() => owner.end());
  const praxis = new PraxisProcess(ownerUrl, home, await freePort());
  resources.defer(() => praxis.kill());

  await praxis.start();
  await owner.query(`delete from billing.price where session_type = 'group'`);
  const admin = await signIn(praxis.url);
  const load = new BookingLoad(praxis.url, admin.token);
  let idler = await leaveTransactionOpen(ownerUrl);
  resources.defer(() => idler.end());
  load.start(CALLERS);
  for (let n = 0; n < STRIKES; n++) {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_PEACE));
    await strike(praxis);
    if (idler.cut) idler = await leaveTransactionOpen(ownerUrl);
  }
  await load.stop();
  expect(load.told.refused).toEqual([]);
  expect(load.told.booked.size).toBeGreaterThan(STRIKES);

  if (!ASKED_FOR) await lapseTaskLocks(owner);
  await finished(owner, 'all but the poisoned');
  const poisoned = await poisonedSessions(owner);
  for (const { id, ...account } of await accountsOf(owner)) {
    expect({ id, ...account }).toEqual({ id, ...ALL_DONE, charges: poisoned.has(id) ? 0 : 1 });
  }
  await mend(owner);
  await finished(owner, 'all');
  const { status } = await admin.post('/api/v1/system/dead-letters/replay', {});
  expect(status).toBeLessThan(300);
  await finished(owner, 'all');

  const accounts = await accountsOf(owner);
  for (const { id, ...account } of accounts) expect({ id, ...account }).toEqual({ id, ...ALL_DONE });
  const committed = new Set(accounts.map(({ id }) => id));
  for (const id of load.told.booked) expect(committed).toContain(id);
  expect(committed.size - load.told.booked.size).toBeLessThanOrEqual(load.told.brokenOff + load.told.unavailable);
  const mails = await mailsByCorrelation(home);
  const chaos = [...mails].filter(([correlation]) => correlation.startsWith('chaos-'));
  expect(chaos).toHaveLength(committed.size);
  expect(chaos.filter(([, count]) => count !== 2)).toEqual([]);
  expect(await praxis.stop()).toBe(0);
  return load.told;
}

/** Gives the reaction what it lacked; what waits for another try gets it now. */
async function mend(owner: pg.Pool): Promise<void> {
  await owner.query(
    `insert into billing.price select gen_random_uuid(), account_id, 'group', duration_minutes, amount_minor, currency
     from billing.price where session_type = 'individual'`,
  );
  await owner.query(`update messaging.parked_event set next_attempt_at = now() where state = 'waiting'`);
}

/** As if the time had gone by after which a task is taken from a worker of which nothing is heard, some twenty seconds. */
async function lapseTaskLocks(owner: pg.Pool): Promise<void> {
  await owner.query(`
    set search_path = tasks;
    update job set locked_until_ms = 0, stalled_marked = true where state = 'active';
    select move_stalled_jobs_to_wait(queue, 10, (extract(epoch from clock_timestamp()) * 1000)::bigint, 0)
      from (select distinct queue from job) queues;
    reset search_path`);
}

/** Holds back every cursor that waits for the oldest transaction. */
async function leaveTransactionOpen(ownerUrl: string) {
  const idler = Object.assign(new pg.Client({ connectionString: ownerUrl }), { cut: false });
  idler.on('error', () => {
    idler.cut = true;
  });
  await idler.connect();
  await idler.query('begin');
  await idler.query('select pg_current_xact_id()');
  return idler;
}

async function finished(owner: pg.Pool, what: 'all' | 'all but the poisoned'): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const left = await unfinished(owner, what);
    if (left.length === 0) return;
    if (Date.now() > deadline)
      throw new Error(`After ${PATIENCE} ms there is still something to do: ${left.join(', ')}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function signIn(url: string): Promise<Client> {
  const { body } = await client(url).post('/api/v1/auth/login', {
    email: 'admin@demo.test',
    password: 'praxis-demo',
  });
  return client(url, body.data.accessToken);
}
