import type { FastifyReply } from 'fastify';
import type { ThrottleState } from './point-lease.js';
import { THROTTLE_WINDOW } from './throttle-scopes.js';

/**
 * Tells clients where they stand: structured fields of draft-ietf-httpapi-ratelimit-headers-10 (`q` quota, `w` window, `r` remaining,
 * `t` seconds), and the same as plain numbers.
 * @param policy the scope, or of what a whole account has in it `<scope>-account`
 */
export function tellLimit(reply: FastifyReply, policy: string, limit: number, state: ThrottleState): void {
  const { allowed, remaining, reset } = state;
  reply.header('ratelimit-policy', `"${policy}";q=${limit};w=${THROTTLE_WINDOW}`);
  reply.header('ratelimit', `"${policy}";r=${remaining};t=${reset}`);
  reply.header('x-throttle-limit', limit);
  reply.header('x-throttle-remaining', remaining);
  reply.header('x-throttle-reset', reset);
  if (!allowed) reply.header('retry-after', reset);
}
