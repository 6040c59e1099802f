import { RetryableTaskError } from './task-errors.js';

/** How often and how soon a task is tried again. Times in milliseconds. */
export interface RetryPolicy {
  /** All tries, the first one included. */
  readonly tries: number;
  /** Wait before the second try; doubles with every further one. */
  readonly backoff: number;
  /** No wait is longer than this. */
  readonly maxBackoff: number;
}

export const DEFAULT_RETRY: RetryPolicy = { tries: 3, backoff: 1000, maxBackoff: 600_000 };

/**
 * Milliseconds to wait after try number `attempt` (from 1) failed: exponential, capped, and shortened at random by up to
 * half, so that tasks that failed together do not come back together.
 */
export function retryDelay(policy: RetryPolicy, attempt: number, error?: unknown): number {
  const asked = error instanceof RetryableTaskError ? error.retryAfter : undefined;
  if (asked !== undefined) return Math.min(Math.max(asked, 0), policy.maxBackoff);
  const longest = Math.min(policy.backoff * 2 ** (attempt - 1), policy.maxBackoff);
  return Math.round(longest * (1 - Math.random() / 2));
}
