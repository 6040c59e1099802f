/** How many messages a client may send. */
export interface MessageLimits {
  /** At once. */
  readonly burst: number;
  /** In the long run. */
  readonly perSecond: number;
}

/** Enough for a page that watches all that it may again after a reconnect. */
export const MESSAGE_LIMITS: MessageLimits = { burst: 250, perSecond: 25 };

/** A token bucket: fills steadily, holds at most a burst. */
export class MessageBudget {
  #left: number;
  #filledAt: number;

  constructor(
    private readonly limits: MessageLimits,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#left = limits.burst;
    this.#filledAt = now();
  }

  /** False when it is used up. */
  take(): boolean {
    const { burst, perSecond } = this.limits;
    const now = this.now();
    this.#left = Math.min(burst, this.#left + ((now - this.#filledAt) / 1_000) * perSecond);
    this.#filledAt = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
