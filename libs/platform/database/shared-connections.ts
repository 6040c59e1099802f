import type { Pool, PoolClient } from 'pg';
import { isLastWord } from './database-errors.js';

interface Shared {
  readonly client: PoolClient;
  inFlight: number;
  /** Takes it out of use: whoever waits on it is told by the driver, the next one gets a new connection. */
  readonly drop: (error: Error) => void;
}

/**
 * A few connections that many transactions use at once, for those whose statements are all known when they begin: each goes
 * down a connection as one piece, BEGIN to COMMIT, behind the others and without waiting for them. What several requests ask in
 * one turn of the event loop leaves in one write, no connection stands idle while its answer is on the way, and of the server's
 * processes a few are kept busy instead of many being woken.
 */
export class SharedConnections {
  readonly #slots: (Promise<Shared> | undefined)[];
  /** Taken from the pool and not given back yet. A connection may also break after that, which is the pool's to hear. */
  readonly #held = new Set<PoolClient>();
  #closed = false;

  constructor(
    private readonly pool: Pool,
    size: number,
  ) {
    this.#slots = new Array(size).fill(undefined);
  }

  /** Runs `work` on the least busy connection. `work` must send all that it has to send before it first awaits. */
  async run<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const shared = await this.#leastBusy();
    shared.inFlight++;
    try {
      return await work(shared.client);
    } catch (error) {
      // The server says so a moment before it closes the connection.
      if (isLastWord(error)) shared.drop(error as Error);
      throw error;
    } finally {
      shared.inFlight--;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#slots);
    this.#slots.fill(undefined);
    for (const client of this.#held) this.#giveBack(client);
  }

  async #leastBusy(): Promise<Shared> {
    if (this.#closed) throw new Error('The database connections are closed.');
    const slots = await Promise.all(this.#slots.map((slot, at) => slot ?? this.#open(at)));
    return slots.reduce((best, candidate) => (candidate.inFlight < best.inFlight ? candidate : best));
  }

  #open(at: number): Promise<Shared> {
    const opening: Promise<Shared> = this.pool.connect().then((client) => {
      this.#held.add(client);
      const drop = (error: Error) => {
        if (this.#slots[at] === opening) this.#slots[at] = undefined;
        this.#giveBack(client, error);
      };
      client.once('error', drop);
      return { client, inFlight: 0, drop };
    });
    opening.catch(() => {
      this.#slots[at] = undefined;
    });
    this.#slots[at] = opening;
    return opening;
  }

  #giveBack(client: PoolClient, error?: Error): void {
    if (this.#held.delete(client)) client.release(error);
  }
}
