import { Logger } from '@nestjs/common';
import { bulkhead } from 'cockatiel';
import type { EventLog } from './event-log.js';
import type { EventTail } from './event-tail.js';
import type { ParkedRetries } from './parked-retries.js';
import type { ReactionLane } from './reaction-lane.js';
import { WakeUp } from './wake-up.js';

/** The safety net under all hints, in ms. */
const POLL = 1_000;
/** How often what the past needed is cleared away, in ms. */
const TIDY = 60_000;
/** Lanes that hold a connection at once: a backlog must leave connections to requests. */
const LANES_AT_ONCE = 4;

interface RelayParts {
  readonly log: EventLog;
  readonly tail: EventTail;
  /** Absent in a process that runs no reactions. */
  readonly lanes: readonly ReactionLane[];
  readonly retries?: ParkedRetries;
  readonly pollInterval?: number;
  readonly onFailure: (part: string) => void;
}

/** Moves events along: into the log, from there to each reaction at its own pace, and back from the parking place. */
export class EventRelay {
  readonly #logger = new Logger('EventRelay');
  readonly #atOnce = bulkhead(LANES_AT_ONCE, Number.POSITIVE_INFINITY);
  readonly #sequencing: WakeUp;
  readonly #tailing: WakeUp;
  readonly #tidying: WakeUp;
  readonly #lanes: WakeUp[];
  readonly #retrying: WakeUp | undefined;
  readonly #pollInterval: number;

  constructor(private readonly parts: RelayParts) {
    this.#pollInterval = parts.pollInterval ?? POLL;
    const { log, tail, lanes, retries } = parts;
    this.#sequencing = this.#wakeUp('sequencer', async () => {
      if (lanes.length === 0 && !tail.followed) return;
      if (await log.advance()) this.#followers().forEach((follower) => void follower.hint());
    });
    this.#tailing = this.#wakeUp('tail', () => tail.catchUp());
    this.#tidying = this.#wakeUp('tidying', () => log.tidy(), TIDY);
    this.#lanes = lanes.map((lane) => this.#wakeUp(lane.reaction.name, () => this.#runLane(lane)));
    this.#retrying = retries && this.#wakeUp('retries', () => this.#retry(retries));
  }

  async start(): Promise<void> {
    await this.parts.log.start();
    for (const lane of this.parts.lanes) await lane.load();
    this.#sequencing.start();
    this.#tidying.start();
    this.#retrying?.start();
    for (const follower of this.#followers()) follower.start();
  }

  /** Events were committed: deliver them now rather than at the next poll. */
  hint(): void {
    this.#sequencing.hint();
  }

  /** Lanes have more to do than they think. */
  hintLanes(): void {
    for (const lane of this.#lanes) lane.hint();
  }

  /** Something is or will soon be due for another try. */
  hintRetries(): void {
    this.#retrying?.hint();
  }

  /** Resolves when nothing runs any more. What was not finished has not been committed and is taken up at the next start. */
  async stop(): Promise<void> {
    const all = [this.#sequencing, this.#tidying, ...this.#followers(), ...(this.#retrying ? [this.#retrying] : [])];
    await Promise.all(all.map((part) => part.stop()));
  }

  #followers(): WakeUp[] {
    return [this.#tailing, ...this.#lanes];
  }

  async #runLane(lane: ReactionLane): Promise<void> {
    // One turn at a time, so that lanes with a backlog share the places fairly.
    if (await this.#atOnce.execute(() => lane.step())) this.#lanes[this.parts.lanes.indexOf(lane)]?.hint();
  }

  async #retry(retries: ParkedRetries): Promise<void> {
    if ((await retries.retryDue()) > 0) return this.#retrying?.hint();
    const wait = await retries.nextDueIn();
    if (wait !== undefined && wait < this.#pollInterval) setTimeout(() => this.#retrying?.hint(), wait).unref();
  }

  #wakeUp(part: string, work: () => Promise<void>, interval = this.#pollInterval): WakeUp {
    const failed = (error: unknown) => {
      this.parts.onFailure(part);
      this.#logger.error(`${part}: ${error instanceof Error ? error.message : error}. Tried again in ${interval} ms.`);
    };
    return new WakeUp(work, failed, interval);
  }
}
