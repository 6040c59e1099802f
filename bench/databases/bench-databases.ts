import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#platform/embedded/embedded-postgres.js';
import type { Practice } from '../app/app-under-test.js';
import { preparePractice } from '../app/prepare-practice.js';
import { processTree } from '../processes/process-tree.js';
import { seedSessions } from './seed-sessions.js';

const PRACTICE = 'bench_practice';

/**
 * A private Postgres server for one run of the bench, with `fsync` on as in production. The practice is made once; every
 * scenario then gets a copy of that database, so that none sees what another left.
 */
export class BenchDatabases {
  #made = 0;

  private constructor(
    private readonly home: string,
    private readonly server: EmbeddedPostgres,
    readonly practice: Practice,
  ) {}

  static async start(): Promise<BenchDatabases> {
    const home = await mkdtemp(join(tmpdir(), 'praxis-bench-'));
    await chmod(home, 0o755);
    const server = await startEmbeddedPostgres({ home, databases: [PRACTICE], durable: true });
    try {
      await onServer(server.url('postgres'), quietCheckpoints);
      return new BenchDatabases(home, server, await preparePractice(server.url(PRACTICE)));
    } catch (error) {
      await server.stop();
      await rm(home, { recursive: true, force: true });
      throw error;
    }
  }

  /** Owner's URL of a new database with the practice and this many sessions. */
  async withSessions(rows: number): Promise<string> {
    const url = await this.#copy();
    if (rows > 0) await this.asOwner(url, (owner) => seedSessions(owner, this.practice, rows));
    return url;
  }

  asOwner<T>(ownerUrl: string, work: (owner: pg.Client) => Promise<T>): Promise<T> {
    return onServer(ownerUrl, work);
  }

  /** Server version, and the settings that decide over writes. */
  describe(): Promise<Record<string, string>> {
    return this.asOwner(this.server.url('postgres'), async (owner) => {
      const wanted = ['server_version', 'shared_buffers', 'fsync', 'synchronous_commit', 'max_wal_size'];
      const { rows } = await owner.query('select name, current_setting(name) as value from unnest($1::text[]) name', [
        wanted,
      ]);
      return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
    });
  }

  /** Processor time that the server and its backends have used so far, in seconds. */
  processorSeconds(): number {
    return processTree(this.server.pid).reduce((sum, { seconds }) => sum + seconds, 0);
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await rm(this.home, { recursive: true, force: true });
  }

  async #copy(): Promise<string> {
    const name = `bench_${++this.#made}`;
    await this.asOwner(this.server.url('postgres'), (owner) =>
      owner.query(`create database ${name} template ${PRACTICE}`),
    );
    return this.server.url(name);
  }
}

async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A checkpoint in the middle of a measurement would be charged to whoever runs then. */
async function quietCheckpoints(owner: pg.Client): Promise<void> {
  await owner.query(`alter system set max_wal_size = '8GB'`);
  await owner.query(`alter system set checkpoint_timeout = '1h'`);
  await owner.query('select pg_reload_conf()');
}
