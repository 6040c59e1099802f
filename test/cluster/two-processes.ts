import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '#bench/processes/free-port.js';
import { PraxisProcess } from '#test/chaos/praxis-process.js';
import { freshDatabase } from '#test/support/database.js';

/** Two processes of Praxis on one database and one Redis, with the demo practice. */
export interface TwoProcesses extends AsyncDisposable {
  readonly urls: readonly [string, string];
  readonly owner: pg.Client;
}

const SHARED = { JWT_SECRET: 'only for tests, but long enough to be taken', TRUST_PROXY: '127.0.0.1' };

export async function twoProcesses(redisUrl: string, env: Readonly<Record<string, string>>): Promise<TwoProcesses> {
  await using resources = new AsyncDisposableStack();
  const { ownerUrl } = resources.use(await freshDatabase());
  const start = async () => {
    const home = await mkdtemp(join(tmpdir(), 'praxis-cluster-'));
    resources.defer(() => rm(home, { recursive: true, force: true }));
    const praxis = new PraxisProcess(ownerUrl, home, await freePort(), { ...SHARED, REDIS_URL: redisUrl, ...env });
    resources.defer(() => praxis.kill());
    await praxis.start();
    return praxis.url;
  };
  const urls = [await start(), await start()] as const;
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  resources.defer(() => owner.end());
  const running = resources.move();
  return { urls, owner, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
