import { type RetryPolicy, retryDelay } from '../resilience/backoff.js';
import { RetryableTaskError } from './task-errors.js';

export const DEFAULT_RETRY: RetryPolicy = { tries: 3, firstDelay: 1000, longestDelay: 600_000 };

/** Milliseconds to wait after try number `attempt` (from 1) failed: what its error asks for, within the policy's cap, or the policy's. */
export function taskRetryDelay(policy: RetryPolicy, attempt: number, error?: unknown): number {
  const asked = error instanceof RetryableTaskError ? error.retryAfter : undefined;
  return asked === undefined ? retryDelay(policy, attempt) : Math.min(Math.max(asked, 0), policy.longestDelay);
}
