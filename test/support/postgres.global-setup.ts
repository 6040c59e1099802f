import { once } from 'node:events';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { placeCluster } from '../../libs/platform/embedded/cluster-place.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../libs/platform/embedded/embedded-postgres.js';
import { isRunning } from '../../libs/platform/embedded/is-running.js';
import { installedBinaries, runnableBinaries } from '../../libs/platform/embedded/postgres-binaries.js';
import { runningPostmaster } from '../../libs/platform/embedded/postmaster.js';
import { stopServer } from '../../libs/platform/embedded/server-control.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers each spec that wants a database with the owner's URL of the server's database `postgres`. */
    postgresDoor: string;
  }
}

const HOME = 'praxis-test-';

/**
 * One server for a whole run, started when a spec first asks for a database: a run of specs that need none pays nothing.
 * The imports are relative because Vitest resolves those of a global set-up without the condition `source`.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let starting: Promise<TestServer> | undefined;
  const door = createServer((_request, response) => {
    starting ??= startTestServer();
    starting.then(
      ({ server }) => response.end(server.url('postgres')),
      (error) => response.writeHead(500).end(String(error?.stack ?? error)),
    );
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  project.provide('postgresDoor', `http://127.0.0.1:${(door.address() as AddressInfo).port}/`);

  return async () => {
    door.close();
    door.closeAllConnections();
    // A failed start has been told to the specs that asked.
    const started = await starting?.catch(() => undefined);
    if (started) await remove(started);
  };
}

interface TestServer {
  readonly home: string;
  readonly server: EmbeddedPostgres;
}

async function startTestServer(): Promise<TestServer> {
  await removeLeftovers();
  const home = await mkdtemp(join(tmpdir(), `${HOME}${process.pid}-`));
  const server = await startEmbeddedPostgres({ home, databases: [], durable: false, maxConnections: 200 });
  return { home, server };
}

async function remove({ home, server }: TestServer): Promise<void> {
  await server.stop();
  await rm(dirname(server.dataDir), { recursive: true, force: true });
  await rm(home, { recursive: true, force: true });
}

/** Of runs that were killed: nobody stopped their servers. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(HOME) && Number.parseInt(name.slice(HOME.length), 10);
    if (!pid || isRunning(pid)) continue;
    const home = join(tmpdir(), name.replace(String(pid), String(process.pid)));
    if (await takeOver(join(tmpdir(), name), home)) await removeAbandoned(home);
  }
}

/** Of several runs that look at the same time, one gets it. */
async function takeOver(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (['ENOENT', 'EPERM', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

async function removeAbandoned(home: string): Promise<void> {
  const place = await placeCluster(home, false);
  const postmaster = await runningPostmaster(place);
  if (postmaster) {
    const binaries = await runnableBinaries(await installedBinaries(), place.cluster, place.user);
    await stopServer(place, binaries, postmaster);
  }
  await rm(place.cluster, { recursive: true, force: true });
  await rm(home, { recursive: true, force: true });
}
