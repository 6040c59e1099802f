import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PraxisProcess } from '#test/chaos/praxis-process.js';
import { freshDatabase } from '#test/support/database.js';
import { freePort } from '#test/support/free-port.js';

it('ends in order when it is told to more than once, as npm and its group are', { timeout: 60_000 }, async () => {
  await using database = await freshDatabase();
  await using resources = new AsyncDisposableStack();
  const home = await mkdtemp(join(tmpdir(), 'praxis-stopping-'));
  resources.defer(() => rm(home, { recursive: true, force: true }));
  const praxis = new PraxisProcess(database.ownerUrl, home, await freePort(), { SEED_DEMO: 'false' });
  resources.defer(() => praxis.kill());
  await praxis.start();
  await praxis.ready();
  expect(await praxis.stopTwice()).toBe(0);
});
