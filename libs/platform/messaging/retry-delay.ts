export interface RetryPolicy {
  /** Tries in all, the first included. */
  readonly tries: number;
  /** Before the second try, in ms; doubled for each further one. */
  readonly firstDelay: number;
  readonly longestDelay: number;
}

export const REACTION_RETRIES: RetryPolicy = { tries: 6, firstDelay: 500, longestDelay: 600_000 };

/** Milliseconds to wait after `attempts` failures: exponential, with full jitter in its upper half against stampedes. */
export function retryDelay(policy: RetryPolicy, attempts: number, random: () => number = Math.random): number {
  const delay = Math.min(policy.firstDelay * 2 ** (attempts - 1), policy.longestDelay);
  return Math.round(delay * (0.5 + random() / 2));
}
