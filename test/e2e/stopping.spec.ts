import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, it } from 'vitest';
import { freePort } from '#bench/processes/free-port.js';
import { ADVISORY_LOCKS } from '#platform/database/advisory-locks.js';
import { PraxisProcess } from '#test/chaos/praxis-process.js';
import { freshDatabase } from '#test/support/database.js';
import { until } from '#test/support/until.js';
import { waitingForLocks } from '#test/support/waiting-for-locks.js';

it('ends in order when it is told to more than once, as npm and its group are', { timeout: 60_000 }, async () => {
  await using praxis = await newProcess();
  await praxis.process.start();
  expect(await praxis.process.stopTwice()).toBe(0);
});

it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  'ends in order at %s while it starts',
  { timeout: 60_000 },
  async (signal) => {
    await using praxis = await newProcess();
    const { owner } = praxis;
    await owner.query('select pg_advisory_lock($1)', [ADVISORY_LOCKS.migrations]);
    const started = praxis.process.start();
    await until('it waits for its turn to migrate', () => waitingForLocks(owner), 30_000);
    const ended = praxis.process.stop(signal);
    await owner.query('select pg_advisory_unlock($1)', [ADVISORY_LOCKS.migrations]);
    await started;
    expect(await ended).toBe(0);
  },
);

interface NewProcess extends AsyncDisposable {
  /** Not started yet. */
  readonly process: PraxisProcess;
  /** Connected to its database. */
  readonly owner: pg.Client;
}

async function newProcess(): Promise<NewProcess> {
  await using resources = new AsyncDisposableStack();
  const { ownerUrl } = resources.use(await freshDatabase());
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  resources.defer(() => owner.end());
  const home = await mkdtemp(join(tmpdir(), 'praxis-stopping-'));
  resources.defer(() => rm(home, { recursive: true, force: true }));
  const process = new PraxisProcess(ownerUrl, home, await freePort(), { SEED_DEMO: 'false' });
  resources.defer(() => process.kill());
  const made = resources.move();
  return { process, owner, [Symbol.asyncDispose]: () => made.disposeAsync() };
}
