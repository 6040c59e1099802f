import { ServiceUnavailableError, TooManyRequestsError } from '../errors/application-error.js';
import type { ThrottleScope } from './throttle-scopes.js';

/** More requests of one kind than a minute may have. */
export class RateLimitedError extends TooManyRequestsError {
  /** @param ofAccount it was all users of the account together */
  constructor(scope: ThrottleScope, limit: number, retryAfter: number, ofAccount: boolean) {
    const counted = ofAccount ? ' of all users of the account together' : '';
    super(`These are more than ${limit} requests in a minute${counted}. Try again in ${retryAfter} s.`, {
      scope,
      limit,
      retryAfter,
    });
  }
}

/** Whoever guesses secrets could otherwise do so unlimited, by taking the store down. */
export class ThrottleStoreAwayError extends ServiceUnavailableError {
  constructor(cause: unknown) {
    super('What limits sign-ins', { cause });
  }
}
