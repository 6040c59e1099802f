import type { PointStore } from './point-store.js';

/** Where one who is counted stands after a request. */
export interface ThrottleState {
  readonly allowed: boolean;
  /** Requests that are left in this window, as far as this process knows. */
  readonly remaining: number;
  /** Seconds until the window ends. */
  readonly reset: number;
}

/** The share of what is left that a process takes at once. */
const SHARE = 10;

/**
 * This process's part of one limit: points taken from the store in advance, so that most requests need not ask it. What is taken at
 * once shrinks with what is left, so little is lost to a process that does not use its part; that lapses with the window.
 *
 * Never more than the limit in all: the store numbers the points that all processes take in one atomic step, and who takes them
 * gives those up to the limit. The limit is said with each request, since a plan may change: what was taken stays taken.
 */
export class PointLease {
  /** Number of the point that was given last. */
  #given = 0;
  /** Number of the last point that was taken from the store; those after `#given` are this process's to give. */
  #taken = 0;
  #endsAt = 0;
  #waiting = 0;
  #filling: Promise<void> | undefined;

  constructor(
    private readonly store: PointStore,
    private readonly key: string,
  ) {}

  /** Takes one point, when that can be said without asking the store. */
  takeAtOnce(limit: number): ThrottleState | undefined {
    const now = Date.now();
    if (now >= this.#endsAt) this.#given = this.#taken = 0;
    const reset = Math.max(1, Math.ceil((this.#endsAt - now) / 1_000));
    if (this.#given < Math.min(this.#taken, limit)) {
      this.#given += 1;
      return { allowed: true, remaining: limit - this.#given, reset };
    }
    return this.#taken >= limit ? { allowed: false, remaining: 0, reset } : undefined;
  }

  /** Whether this process knows that nothing is left. Takes nothing. */
  isSpent(limit: number): boolean {
    return this.#given >= limit && Date.now() < this.#endsAt;
  }

  /** @throws what the store fails with */
  async take(limit: number): Promise<ThrottleState> {
    this.#waiting += 1;
    try {
      for (;;) {
        const state = this.takeAtOnce(limit);
        if (state) return state;
        this.#filling ??= this.#fill(limit).finally(() => {
          this.#filling = undefined;
        });
        await this.#filling;
      }
    } finally {
      this.#waiting -= 1;
    }
  }

  async #fill(limit: number): Promise<void> {
    const wanted = Math.min(limit, Math.max(this.#waiting, Math.floor((limit - this.#taken) / SHARE), 1));
    const { consumed, left } = await this.store.take(this.key, wanted);
    this.#given = consumed - wanted;
    this.#taken = consumed;
    this.#endsAt = Date.now() + left;
  }
}
