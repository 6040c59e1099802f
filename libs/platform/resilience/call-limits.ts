/** What a call to another process may cost before it is given up. Times in milliseconds. */
export interface CallLimits {
  /** Of one try. */
  readonly timeoutMs: number;
  /** Tries after the first. */
  readonly retries: number;
  /** Pause before the first retry; doubles with each, up to `retryMaxMs`. */
  readonly retryMinMs: number;
  readonly retryMaxMs: number;
  /** Share of failed tries, between 0 and 1, from which on nothing is tried any more. */
  readonly breakerErrorRate: number;
  /** After this one try is let through, and its outcome decides. */
  readonly breakerHalfOpenMs: number;
}
