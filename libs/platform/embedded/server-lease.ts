import { realpath } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { ClusterPlace } from './cluster-place.js';
import { isRunning } from './is-running.js';

/** Any number; this one spells "prax". */
const IN_USE = 0x70726178;
const LEASE_OF = 'praxis lease of ';

const NOTICE_LIMIT_MS = 10_000;
const LOOK_EVERY_MS = 20;

/**
 * This process's word that it uses the server: a shared advisory lock, held by one idle connection. Several processes may
 * use one server (`npm start` and `npm run setup`), and only the last to leave stops it. Since the server keeps the
 * locks, those of a killed process are gone at once. If the server itself restarts, the word is lost with it.
 */
export class ServerLease {
  #over = false;

  private constructor(private readonly client: LeaseClient) {}

  /**
   * Undefined: not ours to use, because another process is stopping it just now.
   * @throws what the connection met, with Postgres' or the system's `code`.
   */
  static async take(place: ClusterPlace, url: string, log: (line: string) => void): Promise<ServerLease | undefined> {
    const client: LeaseClient = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 5_000,
      application_name: `${LEASE_OF}${process.pid}`,
    });
    const lease = new ServerLease(client);
    client.on('error', (error) => lease.#lost(error, log));
    await client.connect();
    try {
      const { rows } = await client.query(
        `select current_setting('data_directory') as directory, pg_try_advisory_lock_shared($1) as locked`,
        [IN_USE],
      );
      if (rows[0].locked && rows[0].directory === (await realpath(place.dataDir))) {
        client.unref?.();
        return lease;
      }
    } catch (error) {
      await lease.end();
      throw error;
    }
    await lease.end();
    return undefined;
  }

  get isOver(): boolean {
    return this.#over;
  }

  /** Gives the word back. True: nobody else uses the server, and nobody can begin to until {@link end} or its stop. */
  async isLast(): Promise<boolean> {
    this.client.ref?.();
    await this.client.query('select pg_advisory_unlock_shared($1)', [IN_USE]);
    const deadline = Date.now() + NOTICE_LIMIT_MS;
    while (Date.now() < deadline) {
      const { rows } = await this.client.query('select pg_try_advisory_lock($1) as alone', [IN_USE]);
      if (rows[0].alone) return true;
      if ((await this.#holders()).some(isRunning)) return false;
      await pause(LOOK_EVERY_MS);
    }
    return false;
  }

  async end(): Promise<void> {
    this.#over = true;
    await this.client.end();
  }

  /** From here on the server may go away: it is this process that stops it. */
  expectEnd(): void {
    this.#over = true;
  }

  /** Process ids. One may have been killed a moment ago: the server notices that in its own time. */
  async #holders(): Promise<number[]> {
    const { rows } = await this.client.query(
      `select application_name as name from pg_locks join pg_stat_activity using (pid)
        where locktype = 'advisory' and objid = $1 and granted`,
      [IN_USE],
    );
    return rows.map(({ name }) => Number(name.slice(LEASE_OF.length)));
  }

  #lost(error: Error, log: (line: string) => void): void {
    if (!this.#over) log(`The connection to the embedded Postgres was lost: ${error.message}`);
    this.#over = true;
  }
}

/** The typings leave these two out. An idle lease must not keep the process alive; one that is being given back must. */
type LeaseClient = pg.Client & { ref?(): void; unref?(): void };
