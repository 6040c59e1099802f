import { Logger } from '@nestjs/common';
import type { EventEnvelope } from '../events/event-envelope.js';
import type { EventLog } from './event-log.js';

type Listener = (event: EventEnvelope) => void | Promise<void>;

/**
 * Follows the log for listeners that live no longer than this process, such as sockets that watch an object. Whatever must not be
 * missed across restarts is a reaction instead.
 *
 * It follows only while somebody holds it: in a process that serves requests and runs no reactions, numbering and reading every
 * event for nobody cost as much of Postgres as a fifth of the booking that published it.
 */
export class EventTail {
  readonly #logger = new Logger('EventTail');
  readonly #listeners = new Set<Listener>();
  #position: number | undefined;
  #holders = 0;

  constructor(private readonly log: EventLog) {}

  get followed(): boolean {
    return this.#holders > 0;
  }

  /**
   * Resolves when the log is followed: an event that is committed after that reaches the listeners.
   * @returns lets go, once
   */
  async hold(): Promise<() => void> {
    this.#holders++;
    let letGo = () => {
      this.#holders--;
      if (this.#holders === 0) this.#position = undefined;
      letGo = () => undefined;
    };
    try {
      if (this.#position === undefined) await this.#goToEnd();
    } catch (error) {
      letGo();
      throw error;
    }
    return () => letGo();
  }

  /** @returns ends the listening */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Hands on everything up to the head, in order. A listener that fails stops no other. */
  async catchUp(): Promise<void> {
    while (this.#position !== undefined) {
      const events = await this.log.after(this.#position);
      if (events.length === 0) return;
      for (const { seq, event } of events) {
        // Meanwhile it may have been let go, and held again further on.
        if (this.#position === undefined) return;
        if (seq <= this.#position) continue;
        this.#position = seq;
        for (const listener of this.#listeners) {
          try {
            await listener(event);
          } catch (error) {
            this.#logger.error(error instanceof Error ? error : String(error));
          }
        }
      }
    }
  }

  async #goToEnd(): Promise<void> {
    const head = await this.log.numbered();
    this.#position ??= head;
  }
}
