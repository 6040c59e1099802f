import { Logger } from '@nestjs/common';
import type { EventEnvelope } from './event-envelope.js';
import type { EventLog } from './event-log.js';

type Listener = (event: EventEnvelope) => void | Promise<void>;

/**
 * Follows the log from now on, for listeners that live no longer than this process, such as sockets that watch an object.
 * Whatever must not be missed across restarts is a reaction instead.
 */
export class EventTail {
  readonly #logger = new Logger('EventTail');
  readonly #listeners = new Set<Listener>();
  #position: number | undefined;

  constructor(private readonly log: EventLog) {}

  /** @returns ends the listening */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Hands on everything up to the head, in order. A listener that fails stops no other. */
  async catchUp(): Promise<void> {
    this.#position ??= this.log.head;
    for (
      let events = await this.log.after(this.#position);
      events.length > 0;
      events = await this.log.after(this.#position)
    ) {
      for (const { seq, event } of events) {
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
}
