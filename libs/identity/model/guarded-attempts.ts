import { Injectable } from '@nestjs/common';
import { SystemDatabase } from '#platform/database/system-database.js';
import { TaskOutbox } from '#platform/tasks/task-outbox.js';
import { tellOfLockOut } from '../tasks/tell-of-lock-out.task.js';
import { Attempts } from './attempts.js';
import { OneAtATime } from './one-at-a-time.js';

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
  readonly #oneAtATime = new OneAtATime();

  constructor(
    private readonly system: SystemDatabase,
    private readonly attempts: Attempts,
    private readonly outbox: TaskOutbox,
  ) {}

  /**
   * @param attempt does the same work whatever is wrong; resolves to undefined for a failure. Must not have an effect of its own
   *   when `allowed` is false
   */
  run<T>(
    { who, told }: Guess,
    { address }: Origin,
    attempt: (allowed: boolean) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const counters = this.attempts.of(who, address);
    return this.#oneAtATime.run(counters.pair.key, async () => {
      const allowed = await this.system.together((tx) => this.attempts.allows(tx, counters));
      const result = await attempt(allowed);
      if (allowed && result !== undefined) {
        await this.system.write((tx) => this.attempts.succeeded(tx, counters));
        return result;
      }
      await this.system.write(async (tx) => {
        const locked = await this.attempts.failed(tx, counters, allowed);
        if (locked) await this.outbox.add(tx, tellOfLockOut, told);
      });
      return undefined;
    });
  }
}
