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
 * Never more than the limit in all: the store counts what each process takes in one atomic step, so those who take can tell
 * which of their points lie within the limit.
 */
export class PointLease {
  #left = 0;
  #inStore: number;
  #endsAt = 0;
  #exhausted = false;
  #waiting = 0;
  #filling: Promise<void> | undefined;

  constructor(
    private readonly store: PointStore,
    private readonly key: string,
    readonly limit: number,
  ) {
    this.#inStore = limit;
  }

  /** Takes one point, when that can be said without asking the store. */
  takeAtOnce(): ThrottleState | undefined {
    const now = Date.now();
    if (now >= this.#endsAt) this.#beginAnew();
    const reset = Math.max(1, Math.ceil((this.#endsAt - now) / 1_000));
    if (this.#left > 0) {
      this.#left -= 1;
      return { allowed: true, remaining: this.#left + this.#inStore, reset };
    }
    return this.#exhausted ? { allowed: false, remaining: 0, reset } : undefined;
  }

  /** Whether this process knows that nothing is left. Takes nothing. */
  get isSpent(): boolean {
    return this.#exhausted && this.#left === 0 && Date.now() < this.#endsAt;
  }

  /** @throws what the store fails with */
  async take(): Promise<ThrottleState> {
    this.#waiting += 1;
    try {
      for (;;) {
        const state = this.takeAtOnce();
        if (state) return state;
        this.#filling ??= this.#fill().finally(() => {
          this.#filling = undefined;
        });
        await this.#filling;
      }
    } finally {
      this.#waiting -= 1;
    }
  }

  #beginAnew(): void {
    this.#left = 0;
    this.#inStore = this.limit;
    this.#exhausted = false;
  }

  async #fill(): Promise<void> {
    const wanted = Math.min(this.limit, Math.max(this.#waiting, Math.floor(this.#inStore / SHARE), 1));
    const { consumed, left } = await this.store.take(this.key, wanted);
    const granted = Math.min(Math.max(this.limit - (consumed - wanted), 0), wanted);
    this.#left = granted;
    this.#inStore = Math.max(this.limit - consumed, 0);
    this.#exhausted = granted === 0;
    this.#endsAt = Date.now() + left;
  }
}
