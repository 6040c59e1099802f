import { once } from 'node:events';
import { chmod, glob, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import type { MigrationClass } from '#platform/database/migrate.js';
import { placeCluster } from '#platform/embedded/cluster-place.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#platform/embedded/embedded-postgres.js';
import { installedBinaries, runnableBinaries } from '#platform/embedded/postgres-binaries.js';
import { runningPostmaster } from '#platform/embedded/postmaster.js';
import { stopServer } from '#platform/embedded/server-control.js';
import { isRunning } from '#platform/embedded/write-once.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers each spec that wants a database with the owner's URL of the migrated template database. */
    postgresDoor: string;
  }
}

const ROOT = resolve(import.meta.dirname, '../..');
const HOME = 'praxis-test-';
const TEMPLATE = 'praxis_template';

/**
 * One server for a whole run. It is started, and the template migrated, when a spec first asks for a database: a run of
 * specs that need none pays nothing.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let starting: Promise<TestServer> | undefined;
  const door = createServer((_request, response) => {
    starting ??= startTestServer();
    starting.then(
      ({ server }) => response.end(server.url(TEMPLATE)),
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
  // mkdtemp closes the directory to all others; as root, the server runs as somebody else.
  await chmod(home, 0o711);
  const server = await startEmbeddedPostgres({ home, databases: [TEMPLATE], durable: false, maxConnections: 200 });
  try {
    const { migrate } = await import('#platform/database/migrate.js');
    await migrate({ ownerUrl: server.url(TEMPLATE), migrations: await allMigrations() });
    await migrateTasks(server.url(TEMPLATE));
    return { home, server };
  } catch (error) {
    await remove({ home, server });
    throw error;
  }
}

async function migrateTasks(ownerUrl: string): Promise<void> {
  const { migrateTaskStore } = await import('#platform/tasks/task-store-migration.js');
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await migrateTaskStore(owner);
  await owner.end();
}

/** All that the tree holds, so that a context's specs have its tables before any app lists the context. */
async function allMigrations(): Promise<MigrationClass[]> {
  const files: string[] = [];
  for await (const file of glob('{libs,extensions}/**/migrations/*.ts', { cwd: ROOT })) files.push(join(ROOT, file));
  const modules = await Promise.all(files.sort().map((file) => import(/* @vite-ignore */ file)));
  return modules.flatMap((module) => Object.values<MigrationClass>(module));
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
