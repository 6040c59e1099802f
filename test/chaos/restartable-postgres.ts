import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#platform/embedded/embedded-postgres.js';
import { isRunning } from '#platform/embedded/is-running.js';

const DATABASE = 'praxis';

/** A server of one's own that can be taken away and brought back, at the same address and with what it had committed. */
export class RestartablePostgres implements AsyncDisposable {
  private constructor(
    private readonly home: string,
    private server: EmbeddedPostgres,
  ) {}

  static async start(): Promise<RestartablePostgres> {
    const home = await mkdtemp(join(tmpdir(), 'praxis-restartable-'));
    const server = await launch(home);
    const owner = new pg.Client({ connectionString: server.url(DATABASE) });
    await owner.connect();
    // Servers of tests confirm a commit that a crash would undo, unless they are told not to. The machine itself stays up, so
    // that nothing need be flushed.
    await owner.query(`alter database ${DATABASE} set synchronous_commit = on`);
    await owner.end();
    return new RestartablePostgres(home, server);
  }

  get ownerUrl(): string {
    return this.server.url(DATABASE);
  }

  /** At once, as if it had crashed: everything under way is cut off, and what was not on its way to disk is lost. */
  async crash(): Promise<void> {
    const { pid } = this.server;
    process.kill(pid, 'SIGQUIT');
    while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  async bringBack(): Promise<void> {
    const { ownerUrl } = this;
    this.server = await launch(this.home);
    if (this.ownerUrl !== ownerUrl) throw new Error('The server came back at another address: its port was taken.');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.stop();
    await rm(this.home, { recursive: true, force: true });
  }
}

const launch = (home: string) => startEmbeddedPostgres({ home, databases: [DATABASE], durable: false });
