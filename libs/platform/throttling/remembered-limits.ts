import { Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { ThrottleLimits } from './throttle-scopes.js';

interface Known {
  readonly limits: ThrottleLimits;
  freshUntil: number;
}

/** Milliseconds until another plan is noticed. */
const FRESH = 60_000;
/** Milliseconds after which is asked again who could not say. */
const AGAIN = 5_000;

/** How many requests a minute an account may send. Needed for every request, so known without a question but for the first. */
export class RememberedLimits {
  readonly #logger = new Logger('Throttle');
  readonly #known = new LRUCache<string, Known>({ max: 10_000 });
  readonly #asked = new Map<string, Promise<ThrottleLimits>>();

  constructor(private readonly ask: (accountId: string) => Promise<ThrottleLimits>) {}

  /** Never fails: where nobody can say, what was known goes on being good, and otherwise the defaults are. */
  of(accountId: string): ThrottleLimits | Promise<ThrottleLimits> {
    const known = this.#known.get(accountId);
    if (!known) return this.#first(accountId);
    if (Date.now() > known.freshUntil) {
      known.freshUntil = Date.now() + FRESH;
      void this.#learn(accountId, known.limits);
    }
    return known.limits;
  }

  /** However many requests wait for it. */
  #first(accountId: string): Promise<ThrottleLimits> {
    const asked = this.#asked.get(accountId) ?? this.#learn(accountId, {}).finally(() => this.#asked.delete(accountId));
    this.#asked.set(accountId, asked);
    return asked;
  }

  async #learn(accountId: string, otherwise: ThrottleLimits): Promise<ThrottleLimits> {
    try {
      return this.#keep(accountId, await this.ask(accountId), FRESH);
    } catch (err) {
      this.#logger.warn({ event: 'throttle.limits-unknown', accountId, err });
      return this.#keep(accountId, otherwise, AGAIN);
    }
  }

  #keep(accountId: string, limits: ThrottleLimits, good: number): ThrottleLimits {
    this.#known.set(accountId, { limits, freshUntil: Date.now() + good });
    return limits;
  }
}
