import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { type ClusterPlace, placeCluster } from './cluster-place.js';
import { createCluster, OWNER } from './create-cluster.js';
import { explainSystemError, PostgresPasswordError } from './embedded-postgres-errors.js';
import { installedBinaries, runnableBinaries } from './postgres-binaries.js';
import { joinServer, leaveServer, type ServerAccess } from './running-server.js';
import { createFileOnce, exists, readIfPresent } from './write-once.js';

export interface EmbeddedPostgresOptions {
  /** PRAXIS_HOME, absolute. The server's files go to `<home>/postgres`. */
  readonly home: string;
  /** Created when missing, owned by the superuser. */
  readonly databases: readonly string[];
  /** False: faster, but a power cut may damage the data. For tests. Default true. */
  readonly durable?: boolean;
  /** Default 100. A server that is running already keeps its own. */
  readonly maxConnections?: number;
  /** Takes what an operator may want to know, a sentence at a time. */
  readonly log?: (line: string) => void;
}

export interface EmbeddedPostgres {
  /** `postgres://praxis_owner:…@127.0.0.1:<port>/<database>`: the superuser of this private server. */
  url(database: string): string;
  readonly port: number;
  readonly dataDir: string;
  /** Process id of the server. */
  readonly pid: number;
  /** Stops the server, unless another process uses it. */
  stop(): Promise<void>;
}

/**
 * A private Postgres below `home`, made on first use. It is a daemon: when this process is killed, the server goes on, and
 * the next start adopts it. Several processes may start on one home at once; they share one server.
 * @throws EmbeddedPostgresError a subclass per kind of trouble, saying what is wrong, why, and what to do.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  try {
    return await start(options);
  } catch (error) {
    throw explainSystemError(error, options.home);
  }
}

async function start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { home, databases, durable = true, maxConnections = 100, log = () => {} } = options;
  const place = await placeCluster(home, durable);
  const binaries = await runnableBinaries(await installedBinaries(), place.cluster, place.user);
  const passwordFile = join(place.own, 'owner-password');
  const password = await ownerPassword(place, passwordFile);
  if (!(await exists(place.dataDir))) log(`Making the embedded Postgres, once, in ${place.dataDir}`);
  await createCluster(place, binaries, password, durable);

  const url = (port: number, database: string) =>
    `postgres://${OWNER}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
  const access: ServerAccess = { place, binaries, settings: { maxConnections, durable }, passwordFile, url, log };
  const joined = await joinServer(access);
  const { pid, port } = joined.postmaster;
  await createMissing(databases, url(port, 'postgres'));
  log(`Embedded Postgres on 127.0.0.1:${port}, data in ${place.dataDir}`);

  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= leaveServer(access, joined);
    return stopped;
  };
  return { url: (database) => url(port, database), port, pid, dataDir: place.dataDir, stop };
}

async function ownerPassword(place: ClusterPlace, file: string): Promise<string> {
  // In this order: whoever is making the cluster right now wrote the password first.
  const hasData = await exists(place.dataDir);
  const known = await readIfPresent(file);
  if (hasData && !known) throw new PostgresPasswordError(file);
  return (known ?? (await createFileOnce(file, `${randomBytes(24).toString('base64url')}\n`, 0o600))).trim();
}

async function createMissing(databases: readonly string[], url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query('select datname from pg_database');
    const present = new Set(rows.map(({ datname }) => datname));
    for (const database of databases) {
      if (!present.has(database)) await create(database, client);
    }
  } finally {
    await client.end();
  }
}

async function create(database: string, client: pg.Client): Promise<void> {
  try {
    await client.query(`create database ${client.escapeIdentifier(database)}`);
  } catch (error) {
    // Another process was faster; which of the two codes depends on how close it was.
    if (!['42P04', '23505'].includes((error as { code?: string }).code ?? '')) throw error;
  }
}
