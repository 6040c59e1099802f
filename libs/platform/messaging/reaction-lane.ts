import { runInContext } from '../context/request-context.js';
import type { Transaction } from '../database/transaction.js';
import type { Transactions } from '../database/transactions.js';
import type { EventLog, LoggedEvent } from './event-log.js';
import type { ParkedEvents } from './parked-events.js';
import type { WiredReaction } from './reaction.js';
import { contextOf, RELAY_CONTEXT, targetKey } from './reaction-context.js';
import { CheckpointTakenError, ReactionTimeoutError } from './reaction-errors.js';

export interface LaneLimits {
  /** Events taken in one transaction at most. */
  readonly batch: number;
  /** A batch that has run this long, in ms, commits what it has, so that row locks stay short. */
  readonly batchTime: number;
  /** An event that runs longer than this, in ms, is taken out of the lane and given its full time limit elsewhere. */
  readonly patience: number;
  /** So many failures without a success between them, and the lane pauses rather than park everything that comes. */
  readonly failuresBeforePause: number;
  readonly firstPause: number;
  readonly longestPause: number;
}

export const LANE_LIMITS: LaneLimits = {
  batch: 1_000,
  batchTime: 250,
  patience: 2_000,
  failuresBeforePause: 20,
  firstPause: 1_000,
  longestPause: 60_000,
};

/**
 * One reaction's way along the log. Takes events in order, many per transaction; the effects and the checkpoint commit
 * together. An event that fails is parked and the lane goes on; later events of its target follow it, to keep their order.
 */
export class ReactionLane {
  #position = 0;
  /** The checkpoint as this process last knew it to be stored. Behind `#position` where events of no interest were skipped. */
  #stored = 0;
  /** The event that spoilt the last batch: the batch is run again up to it, then it is run alone. */
  #suspect: number | undefined;
  /** Up to here events are taken one by one, since it is not known which of them spoilt a batch. */
  #singlyUntil = 0;
  #failuresInARow = 0;
  #pausedUntil = 0;
  #processing: number | undefined;

  constructor(
    readonly reaction: WiredReaction,
    private readonly log: EventLog,
    private readonly transactions: Transactions,
    private readonly parked: ParkedEvents,
    private readonly limits: LaneLimits,
    private readonly now: () => number = Date.now,
  ) {}

  get position(): number {
    return this.#position;
  }

  /** Epoch ms until which the lane waits because everything fails; 0 when it does not. */
  get pausedUntil(): number {
    return this.#pausedUntil;
  }

  async load(): Promise<void> {
    this.#stored = await this.parked.checkpoint(this.reaction.name);
    this.#position = this.#stored;
  }

  /** Takes the next batch. Resolves to whether there may be more to do at once. */
  async step(): Promise<boolean> {
    if (this.now() < this.#pausedUntil) return false;
    const events = await this.log.after(this.#position);
    const wanted = events.filter(({ event }) => this.reaction.types.has(event.type));
    const batch = this.#cut(wanted);
    if (batch.length === 0) {
      // Nothing here is ours. Remembered only by this process: skipping again is cheaper than a commit per page.
      this.#position = events.at(-1)?.seq ?? this.#position;
      return events.length > 0;
    }
    const end = batch.length === wanted.length ? (events.at(-1)?.seq ?? 0) : (batch.at(-1)?.seq ?? 0);
    try {
      this.#stored = await this.#take(batch, end);
      this.#position = this.#stored;
      this.#succeeded(batch);
    } catch (error) {
      if (error instanceof CheckpointTakenError) await this.load();
      else await this.#failed(batch, error);
      return !(error instanceof CheckpointTakenError);
    }
    return true;
  }

  #cut(wanted: LoggedEvent[]): LoggedEvent[] {
    const suspect = this.#suspect;
    if (this.#position < this.#singlyUntil) return wanted.slice(0, 1);
    if (suspect === undefined) return wanted.slice(0, this.limits.batch);
    const before = wanted.filter(({ seq }) => seq < suspect).slice(0, this.limits.batch);
    return before.length > 0 ? before : wanted.slice(0, 1);
  }

  /** Runs the batch and moves the checkpoint, in one transaction. Resolves to the new position. */
  async #take(batch: LoggedEvent[], end: number): Promise<number> {
    this.#processing = undefined;
    const gathered = await this.#gather(batch);
    const patience = new AbortController();
    const timer = setTimeout(
      () => patience.abort(new ReactionTimeoutError(this.reaction.name, this.limits.patience)),
      this.limits.batchTime + this.limits.patience,
    );
    try {
      return await this.transactions.run(RELAY_CONTEXT, { signal: patience.signal }, async (tx) => {
        const blocked = await this.parked.lock(tx, this.reaction.name, this.#stored);
        const reached = await this.#react(batch, end, gathered, blocked, tx);
        tx.beforeCommit(() => this.parked.moveCheckpoint(tx, this.reaction.name, reached));
        return reached;
      });
    } finally {
      clearTimeout(timer);
    }
  }

  async #gather(batch: LoggedEvent[]): Promise<Map<number, unknown>> {
    const gathered = new Map<number, unknown>();
    const { instance } = this.reaction;
    if (!instance.gather) return gathered;
    for (const { seq, event } of batch) {
      this.#processing = seq;
      gathered.set(seq, await runInContext(contextOf(event), () => instance.gather?.(event)));
    }
    return gathered;
  }

  async #react(
    batch: LoggedEvent[],
    end: number,
    gathered: Map<number, unknown>,
    blocked: ReadonlySet<string>,
    tx: Transaction,
  ): Promise<number> {
    const free = batch.filter(({ event }) => !blocked.has(targetKey(event)));
    for (const held of batch.filter(({ event }) => blocked.has(targetKey(event)))) {
      await this.parked.follow(tx, this.reaction.name, held);
    }
    if (this.reaction.instance.reactToMany) {
      await this.#reactToMany(free, tx);
      return end;
    }
    const started = this.now();
    for (const { seq, event } of free) {
      if (this.now() - started > this.limits.batchTime) return seq - 1;
      this.#processing = seq;
      const context = contextOf(event);
      await runInContext(context, () =>
        this.reaction.instance.react(event, tx.movedTo(context) as never, gathered.get(seq)),
      );
    }
    return end;
  }

  /** Events of one account at a time; between accounts no order is promised. */
  async #reactToMany(events: LoggedEvent[], tx: Transaction): Promise<void> {
    const byAccount = Map.groupBy(events, ({ event }) => event.metadata.accountId);
    for (const group of byAccount.values()) {
      const first = group[0] as LoggedEvent;
      this.#processing = group.length === 1 ? first.seq : undefined;
      const context = contextOf(first.event);
      await runInContext(context, () =>
        this.reaction.instance.reactToMany?.(
          group.map(({ event }) => event),
          tx.movedTo(context) as never,
        ),
      );
    }
  }

  #succeeded(batch: LoggedEvent[]): void {
    this.#failuresInARow = 0;
    this.#pausedUntil = 0;
    if (this.#suspect !== undefined && batch.some(({ seq }) => seq === this.#suspect)) this.#suspect = undefined;
  }

  /** The first failure only says which event is to blame; run alone and failing again, it is parked. */
  async #failed(batch: LoggedEvent[], error: unknown): Promise<void> {
    const first = batch[0] as LoggedEvent;
    if (batch.length > 1) {
      this.#suspect = this.#processing;
      if (this.#processing === undefined) this.#singlyUntil = batch.at(-1)?.seq ?? 0;
      return;
    }
    this.#suspect = undefined;
    this.#failuresInARow += 1;
    if (this.#failuresInARow > this.limits.failuresBeforePause) {
      const excess = this.#failuresInARow - this.limits.failuresBeforePause;
      this.#pausedUntil = this.now() + Math.min(this.limits.firstPause * 2 ** (excess - 1), this.limits.longestPause);
    }
    const parked = await this.parked.park(this.reaction, first, this.#stored, error);
    if (parked) {
      this.#stored = first.seq;
      this.#position = first.seq;
    } else {
      await this.load();
    }
  }
}
