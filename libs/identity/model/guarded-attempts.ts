import { Injectable } from '@nestjs/common';
import { SystemDatabase } from '#platform/database/system-database.js';
import { TaskOutbox } from '#platform/tasks/task-outbox.js';
import { tellOfLockOut } from '../tasks/tell-of-lock-out.task.js';
import { Attempts } from './attempts.js';

/** Where a request comes from. */
export interface Origin {
  /** Network address. */
  readonly address: string;
}

/** What is being guessed at. */
export interface Guess {
  /** A folded e-mail address, or `code:` and a user's id. */
  readonly who: string;
  /** Who is told of when it locks: the folded address, or the user's id. */
  readonly told: { readonly email: string } | { readonly userId: string; readonly accountId: string };
}

/** Tries at passwords and codes, each counted. A try that is locked out is made all the same, takes as long, and fails. */
@Injectable()
export class GuardedAttempts {
  constructor(
    private readonly system: SystemDatabase,
    private readonly attempts: Attempts,
    private readonly outbox: TaskOutbox,
  ) {}

  /**
   * Attempts are admitted in completion order: a correct attempt is still refused if earlier ones locked the account while it ran.
   *
   * @param attempt does the same work whatever is wrong; resolves to undefined for a failure. Must have no effect: whether it may
   *   have one is known when this has resolved
   * @returns what the attempt did, unless it failed or is locked out
   */
  async run<T>(
    { who, told }: Guess,
    { address }: Origin,
    attempt: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const counters = this.attempts.of(who, address);
    const result = await attempt();
    return this.system.write(async (tx) => {
      const { admitted, locks } = await this.attempts.settle(tx, counters, result !== undefined);
      if (locks) await this.outbox.add(tx, tellOfLockOut, told);
      return admitted ? result : undefined;
    });
  }
}
