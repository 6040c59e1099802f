import { Logger } from '@nestjs/common';
import { IsISO8601 } from 'class-validator';
import { AccountDirectory, AccountNotFoundError } from '#accounts/contract/index.js';
import { cutoffOf, type RetentionWindows } from '#platform/retention/due-objects.js';
import { Purge } from '#platform/retention/purge.js';
import { RetentionCatalogue } from '#platform/retention/retention-catalogue.js';
import { QUEUES } from '#platform/tasks/queue-catalogue.js';
import { defineTask } from '#platform/tasks/task-definition.js';
import { FatalTaskError } from '#platform/tasks/task-errors.js';
import { HandlesTask, type TaskHandler } from '#platform/tasks/task-handler.js';
import type { TaskRun } from '#platform/tasks/task-run.js';

class PurgeTime {
  /** What is out of its window then is purged. */
  @IsISO8601()
  at!: string;
}

export const purgeAccount = defineTask({
  name: 'retention.purge-account',
  label: 'Purges what is out of its window in one account',
  queue: QUEUES.retention,
  payload: PurgeTime,
  timeLimit: 600_000,
  retry: { tries: 5, firstDelay: 60_000 },
}).returning<{ purged: Record<string, number> }>();

/** Objects per transaction: placing a hold waits for no longer than this takes. */
const BATCH = 100;

/**
 * Each batch commits by itself, so that a purge that is cut short has done that much, and the next one goes on from there.
 */
@HandlesTask(purgeAccount)
export class PurgeAccountTask implements TaskHandler<typeof purgeAccount> {
  readonly #logger = new Logger('Retention');

  constructor(
    private readonly accounts: AccountDirectory,
    private readonly types: RetentionCatalogue,
    private readonly purge: Purge,
  ) {}

  async run({ at }: PurgeTime, { accountId, signal }: TaskRun): Promise<{ purged: Record<string, number> }> {
    if (!accountId) throw new FatalTaskError('A purge is of one account; this task belongs to none.');
    const windows = await this.#windows(accountId);
    if (!windows) return { purged: {} };
    const purged: Record<string, number> = {};
    for (const type of this.types.all) {
      const cutoff = cutoffOf(type, windows, new Date(at));
      for (let last = BATCH; last === BATCH; ) {
        signal.throwIfAborted();
        last = await this.purge.batch(type, cutoff, BATCH);
        purged[type.type] = (purged[type.type] ?? 0) + last;
      }
    }
    this.#logger.log({ event: 'retention.purged', accountId, at, purged });
    return { purged };
  }

  /** @returns undefined for an account that was deleted: its objects are kept with it, since nobody can say for how long */
  async #windows(accountId: string): Promise<RetentionWindows | undefined> {
    try {
      return (await this.accounts.account(accountId)).retentionDays;
    } catch (error) {
      if (error instanceof AccountNotFoundError) return undefined;
      throw error;
    }
  }
}
