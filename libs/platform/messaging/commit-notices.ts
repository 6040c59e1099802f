import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { newId } from '../context/ids.js';
import { PostgresChannel } from '../database/postgres-channel.js';
import { PostgresListener } from '../database/postgres-listener.js';

export const COMMIT_CHANNEL = 'praxis_events';
/** Follows the sender where tries of what was given up are due as well. */
const RETRIES = ' retries';
/** Least time between two notices of one process, in ms. */
const QUIET = 10;

/**
 * Tells the other processes on the same database that events were committed here, and hears it from them. Each notice is a
 * transaction of its own, on a connection of its own, and stands for all commits since the last: a NOTIFY takes a lock that all
 * notifying transactions of the server share until they have committed, which no business transaction must wait for.
 *
 * A courtesy like every hint: without any of this the next poll finds the same.
 */
export class CommitNotices implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('CommitNotices');
  readonly #sender = newId();
  readonly #listener: PostgresListener;
  readonly #channel: PostgresChannel;
  #due = false;
  #retriesDue = false;
  #giving: Promise<void> | undefined;

  /**
   * @param heard called when another process has committed events, or may have while nobody could hear it; with whether there may be
   *   events to be tried again, too
   */
  constructor(
    connectionString: string,
    private readonly heard: (retries: boolean) => void,
  ) {
    this.#listener = new PostgresListener({
      connectionString,
      application_name: 'praxis-events',
      // Nothing of a notice is on disk, so the lock need not be held for as long as a disk takes.
      options: '-c synchronous_commit=off',
    });
    this.#channel = new PostgresChannel(this.#listener, COMMIT_CHANNEL, {
      heard: (notice) => notice.startsWith(this.#sender) || heard(notice.endsWith(RETRIES)),
      listening: () => this.#backAgain(),
    });
  }

  onApplicationBootstrap(): void {
    this.#channel.open();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#channel.close();
    await this.#giving;
    await this.#listener.close();
  }

  /** Events were committed here. As cheap as can be: called after every commit. */
  give(): void {
    this.#due = true;
    if (this.#channel.isListening) this.#giving ??= this.#giveWhileDue();
  }

  /** What a reaction had given up is to be tried again. */
  giveRetries(): void {
    this.#retriesDue = true;
    this.give();
  }

  async #giveWhileDue(): Promise<void> {
    try {
      while (this.#due && this.#channel.isListening) {
        const retries = this.#retriesDue;
        this.#due = false;
        this.#retriesDue = false;
        await this.#channel.notify(retries ? this.#sender + RETRIES : this.#sender);
        await pause(QUIET, undefined, { ref: false });
      }
    } catch (error) {
      // Still due: given when the connection is back.
      this.#due = true;
      this.#retriesDue = true;
      this.#logger.warn({ event: 'notice.not-given', reason: (error as Error).message });
    } finally {
      this.#giving = undefined;
    }
  }

  #backAgain(): void {
    this.heard(true);
    if (this.#due) this.give();
  }
}
