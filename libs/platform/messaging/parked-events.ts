import { newId } from '../context/ids.js';
import type { SystemDatabase } from '../database/system-database.js';
import type { Transaction } from '../database/transaction.js';
import type { Transactions } from '../database/transactions.js';
import { type RetryPolicy, retryDelay } from '../resilience/backoff.js';
import type { LoggedEvent } from './event-log.js';
import type { WiredReaction } from './reaction.js';
import { RELAY_CONTEXT, targetKey } from './reaction-context.js';
import { CheckpointTakenError, type FailureReport, failureReport } from './reaction-errors.js';

/**
 * The transaction's commit is not waited for on the disk: should the server crash within moments of it, effects and checkpoint are
 * gone together and the events are taken again. Whoever builds on it durably, such as the task queue, flushes it along.
 */
const LOCK = `
  select seq, blocked, set_config('synchronous_commit', 'off', true) from messaging.lock_checkpoint($1)`;

/** What lanes keep in the database: their checkpoints, and the events that they had to put aside. */
export class ParkedEvents {
  constructor(
    private readonly transactions: Transactions,
    private readonly system: SystemDatabase,
    private readonly retries: RetryPolicy,
    /** Called after an event was put aside; a hint to look for due retries. */
    private readonly onParked: () => void,
  ) {}

  /** Gives a reaction that is new here its checkpoint. */
  async register(reaction: WiredReaction): Promise<void> {
    await this.system.query(
      `insert into messaging.checkpoint (reaction, seq)
       select $1, case when $2 then 0 else (select max(head) from messaging.sequencer) end
       on conflict (reaction) do nothing`,
      [reaction.name, reaction.from === 'beginning'],
    );
  }

  async checkpoint(reaction: string): Promise<number> {
    const [row] = await this.system.query<{ seq: string }>('select seq from messaging.checkpoint where reaction = $1', [
      reaction,
    ]);
    return Number(row?.seq ?? 0);
  }

  /**
   * Takes the checkpoint for this transaction.
   * @returns the targets whose events must wait behind earlier, parked ones
   * @throws CheckpointTakenError when another process has it, or it is no longer at `expected`
   */
  async lock(tx: Transaction, reaction: string, expected: number): Promise<ReadonlySet<string>> {
    const [row] = await tx.query<{ seq: string; blocked: string[] }>(LOCK, [reaction]);
    if (!row || Number(row.seq) !== expected) throw new CheckpointTakenError();
    return new Set(row.blocked);
  }

  async moveCheckpoint(tx: Transaction, reaction: string, seq: number): Promise<void> {
    await tx.execute('update messaging.checkpoint set seq = $2 where reaction = $1', [reaction, seq]);
  }

  /** Puts an event behind an earlier one of its target that is still parked. */
  async follow(tx: Transaction, reaction: string, logged: LoggedEvent): Promise<void> {
    await this.#insert(tx, reaction, logged, 0, 0, { code: 'WAITING_IN_ORDER', message: 'An earlier event waits.' });
  }

  /**
   * Puts a failed event aside and moves the checkpoint past it.
   * @returns false when another process has moved the checkpoint meanwhile
   */
  async park(reaction: WiredReaction, logged: LoggedEvent, checkpoint: number, error: unknown): Promise<boolean> {
    try {
      await this.transactions.run(RELAY_CONTEXT, {}, async (tx) => {
        await this.lock(tx, reaction.name, checkpoint);
        await this.#insert(tx, reaction.name, logged, 1, retryDelay(this.retries, 1), failureReport(error));
        await this.moveCheckpoint(tx, reaction.name, logged.seq);
      });
      this.onParked();
      return true;
    } catch (failure) {
      if (failure instanceof CheckpointTakenError) return false;
      throw failure;
    }
  }

  async #insert(
    tx: Transaction,
    reaction: string,
    { seq, event }: LoggedEvent,
    attempts: number,
    delay: number,
    error: FailureReport,
  ): Promise<void> {
    await tx.query(
      `select messaging.park($1::uuid, $2::uuid, $3::text, $4::bigint, $5::uuid, $6::text, $7::text, $8::int,
         now() + make_interval(secs => $9::float8 / 1000), $10::jsonb)`,
      [
        newId(),
        event.metadata.accountId ?? null,
        reaction,
        seq,
        event.id,
        event.type,
        targetKey(event),
        attempts,
        delay,
        JSON.stringify(error),
      ],
    );
  }
}
