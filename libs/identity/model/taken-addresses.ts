import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { Throttle } from '#platform/throttling/throttle.js';
import { foldEmail, orEmailConflict } from './email-address.js';
import { UserEmailConflictError } from './identity-errors.js';

/** Of one account. What is under way at the same time is answered, so this is what a guesser can gain over the limit. */
const AT_ONCE = 5;
/** Accounts whose turns are remembered, the least recently seen dropped first. */
const REMEMBERED = 1_000;

/**
 * Writes addresses that managers give to users. That one is taken must be told, although it may be by somebody of another account:
 * each such answer is a guess at who is treated elsewhere, and an account has few of them (docs/adr/0011).
 */
@Injectable()
export class TakenAddresses {
  readonly #turns = new LRUCache<string, Turns>({ max: REMEMBERED });

  constructor(
    private readonly database: TenantDatabase,
    private readonly throttle: Throttle,
  ) {}

  /**
   * @throws UserEmailConflictError the same for one's own users and others', RateLimitedError for any address after too many of others
   */
  write<T>({ accountId }: Actor, email: string, writing: () => Promise<T>): Promise<T> {
    return this.#turnsOf(accountId).take(async () => {
      await this.throttle.refuseAfterGuesses(accountId);
      try {
        return await orEmailConflict(writing());
      } catch (error) {
        const isGuess = error instanceof UserEmailConflictError && !(await this.#isOwn(email));
        if (isGuess) await this.throttle.countGuess(accountId);
        throw error;
      }
    });
  }

  async #isOwn(email: string): Promise<boolean> {
    const users = await this.database.read((tx) =>
      tx.query('select from identity.user where email = $1', [foldEmail(email)]),
    );
    return users.length > 0;
  }

  #turnsOf(accountId: string): Turns {
    let turns = this.#turns.get(accountId);
    if (!turns) {
      turns = new Turns();
      this.#turns.set(accountId, turns);
    }
    return turns;
  }
}

class Turns {
  #free = AT_ONCE;
  readonly #waiting: (() => void)[] = [];

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((begin) => this.#waiting.push(begin));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}
