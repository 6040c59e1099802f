/** How often and how soon something is tried again. Times in milliseconds. */
export interface RetryPolicy {
  /** All tries, the first one included. */
  readonly tries: number;
  /** Before the second try; doubles with every further one. */
  readonly firstDelay: number;
  /** No wait is longer than this. */
  readonly longestDelay: number;
}

/**
 * Milliseconds to wait after so many failures (from 1): exponential, capped, and shortened at random by up to half, so that
 * what failed together does not come back together.
 */
export function retryDelay({ firstDelay, longestDelay }: RetryPolicy, failures: number): number {
  const longest = Math.min(firstDelay * 2 ** (failures - 1), longestDelay);
  return Math.round(longest * (1 - Math.random() / 2));
}
