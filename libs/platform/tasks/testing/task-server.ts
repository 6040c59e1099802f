import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Pool } from 'pg';
import { APP_ROLE, rolePassword, roleUrl, SYSTEM_ROLE } from '#platform/database/connection-urls.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#platform/embedded/embedded-postgres.js';
import { isRunning } from '#platform/embedded/is-running.js';
import { until } from '#test/support/until.js';
import type { TaskConnection } from '../open-task-store.js';
import { CREATE_TASK_OUTBOX } from '../task-outbox-schema.js';
import { migrateTaskStore } from '../task-store-migration.js';

/** A place of its own for one test: a fresh database, and on Redis a fresh prefix. */
export interface TaskPlace {
  /** Postgres as the least-privilege role; Redis when `REDIS_URL` is set. */
  readonly connection: TaskConnection;
  readonly ownerUrl: string;
  readonly app: Pool;
  readonly system: Pool;
  close(): Promise<void>;
}

const TEMPLATE = 'tasks_template';

/** A private Postgres for one spec file, with a migrated task store and outbox that every place is copied from. */
export class TaskServer {
  readonly #places: TaskPlace[] = [];

  private constructor(
    private readonly home: string,
    private postgres: EmbeddedPostgres,
  ) {}

  static async start(): Promise<TaskServer> {
    const home = await mkdtemp(join(tmpdir(), 'praxis-tasks-'));
    const postgres = await launch(home);
    const url = postgres.url(TEMPLATE);
    await asOwner(url, async (owner) => {
      for (const role of [APP_ROLE, SYSTEM_ROLE] as const) {
        await owner.query(`create role ${role} login noinherit password '${rolePassword(url, role)}'`);
      }
      await owner.query(CREATE_TASK_OUTBOX);
      await migrateTaskStore(owner);
    });
    return new TaskServer(home, postgres);
  }

  async place(): Promise<TaskPlace> {
    const database = `tasks_${randomBytes(6).toString('hex')}`;
    await asOwner(this.postgres.url('postgres'), (owner) =>
      owner.query(`create database ${database} template ${TEMPLATE}`),
    );
    const ownerUrl = this.postgres.url(database);
    const [app, system] = [APP_ROLE, SYSTEM_ROLE].map((role) => poolOf(roleUrl(ownerUrl, role as typeof APP_ROLE)));
    const place: TaskPlace = {
      connection: process.env.REDIS_URL
        ? { redis: { url: process.env.REDIS_URL, prefix: database } }
        : { postgres: { connectionString: roleUrl(ownerUrl, APP_ROLE) } },
      ownerUrl,
      app: app as Pool,
      system: system as Pool,
      close: async () => {
        await Promise.all([app?.end(), system?.end()]);
      },
    };
    this.#places.push(place);
    return place;
  }

  /** Takes the database away, does `meanwhile`, and brings it back. */
  async restart(meanwhile: () => Promise<unknown>): Promise<void> {
    await this.postgres.stop();
    try {
      await meanwhile();
    } finally {
      this.postgres = await launch(this.home);
    }
  }

  /** Kills the database, which loses whatever it had not yet written, and starts it again. */
  async crash(): Promise<void> {
    const { pid } = this.postgres;
    process.kill(pid, 'SIGQUIT');
    await until('the server is gone', () => !isRunning(pid));
    this.postgres = await launch(this.home);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#places.map((place) => place.close()));
    await this.postgres.stop();
    await rm(this.home, { recursive: true, force: true });
  }
}

const launch = (home: string) => startEmbeddedPostgres({ home, databases: ['postgres', TEMPLATE], durable: false });

export async function asOwner<T>(url: string, work: (owner: Client) => Promise<T>): Promise<T> {
  const owner = new Client({ connectionString: url });
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
}

function poolOf(connectionString: string): Pool {
  const pool = new Pool({ connectionString, max: 3 });
  // A connection that a test kills on purpose must not end the process.
  pool.on('error', () => undefined);
  return pool;
}
