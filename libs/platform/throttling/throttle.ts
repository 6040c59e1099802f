import { Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { Counter, type Registry } from 'prom-client';
import type { Actor } from '../context/actor.js';
import type { RequestContext } from '../context/request-context.js';
import { clientAddress } from './client-address.js';
import { PointLease, type ThrottleState } from './point-lease.js';
import type { PointStore } from './point-store.js';
import { tellLimit } from './rate-limit-headers.js';
import { ACCOUNT_SHARE, scopeOf, THROTTLE_LIMITS, type ThrottleLimits, type ThrottleScope } from './throttle-scopes.js';
import { RateLimitedError, ThrottleStoreAwayError } from './throttling-errors.js';

/** Users and addresses that are remembered, the least recently seen dropped first; the store knows them all. */
const REMEMBERED = 50_000;
/** Milliseconds for which a store that failed is not asked again. */
const AWAY_FOR = 1_000;
/** Where a secret could be guessed. Counted by address whoever is signed in, and refused while nothing can be counted. */
const GUARDED: ReadonlySet<ThrottleScope> = new Set(['auth', 'auth_strict']);

/** What somebody has per minute, and how much of it is used up. */
interface Quota {
  readonly scope: ThrottleScope;
  /** What it is called in headers. */
  readonly policy: string;
  readonly limit: number;
  readonly lease: PointLease;
}

type Tell = (quota: Quota, state: ThrottleState) => void;

/** Limits how often one user, one account or one address asks, together with all other processes (docs/adr/0008). */
export class Throttle {
  readonly #logger = new Logger('Throttle');
  readonly #leases = new LRUCache<string, PointLease>({ max: REMEMBERED });
  readonly #refused: Counter<'scope'>;
  readonly #uncounted: Counter<'scope'>;
  #awayUntil = 0;
  #away: unknown;

  /** @param store absent: nothing is limited */
  constructor(
    private readonly store: PointStore | undefined,
    metrics: Registry,
  ) {
    this.#refused = new Counter({
      name: 'praxis_throttle_refused_total',
      help: 'Requests refused because there were too many of them.',
      labelNames: ['scope'],
      registers: [metrics],
    });
    this.#uncounted = new Counter({
      name: 'praxis_throttle_uncounted_total',
      help: 'Requests that could not be counted because the store did not answer; let through except for auth and auth_strict.',
      labelNames: ['scope'],
      registers: [metrics],
    });
  }

  /**
   * Counts a request and tells in its headers. Without a promise when the store need not be asked.
   * @throws RateLimitedError, ThrottleStoreAwayError
   */
  admit(request: FastifyRequest, reply: FastifyReply): Promise<void> | undefined {
    if (!this.store) return undefined;
    const { url, config } = request.routeOptions;
    const scope = scopeOf(request.method, url, config.throttle);
    return scope && this.count(scope, request, reply);
  }

  /** Counts a request in a scope, besides what it has been counted in before. */
  count(scope: ThrottleScope, request: FastifyRequest, reply: FastifyReply): Promise<void> | undefined {
    const { praxis, ip, throttleLimits } = request;
    return this.#countCaller(scope, praxis, ip, throttleLimits, ({ policy, limit }, state) =>
      tellLimit(reply, policy, limit, state),
    );
  }

  /** Counts a message of a socket, which comes without a request. */
  countMessage(
    scope: ThrottleScope,
    context: RequestContext,
    ip: string,
    limits: ThrottleLimits | undefined,
  ): Promise<void> | undefined {
    return this.#countCaller(scope, context, ip, limits);
  }

  /** Counts a password that comes with a request, whatever is asked for by it, as one at the door. Before it is looked at. */
  countPassword(ip: string): Promise<void> | undefined {
    return this.#countAlone('auth', clientAddress(ip));
  }

  /** Counts somebody who wants to stay connected and has shown who they are. By user: whole practices share an address. */
  async countConnection({ accountId, userId }: Actor): Promise<void> {
    try {
      await this.#countAlone('auth', `connection ${accountId} ${userId}`);
    } catch (refusal) {
      // There is nothing to be guessed any more.
      if (!(refusal instanceof ThrottleStoreAwayError)) throw refusal;
    }
  }

  /**
   * Counts a credential that was not good and is too long to be guessed. Apart from passwords: a script with an old key must not
   * keep its neighbours from signing in.
   */
  countFailure(ip: string): Promise<void> | undefined {
    return this.#countAlone('auth', failuresAt(ip));
  }

  /** Refuses what costs a look-up where there have been too many failures already, as far as this process knows. */
  refuseAfterFailures(ip: string): Promise<void> | undefined {
    const lease = this.#leases.get(keyOf('auth', failuresAt(ip)));
    return lease?.isSpent(THROTTLE_LIMITS.auth) ? this.countFailure(ip) : undefined;
  }

  /** Counts an answer that told an account of what is not its own. By account: whoever administers it could make more who ask. */
  countGuess(accountId: string): Promise<void> | undefined {
    return this.#countAlone('auth_strict', guessesOf(accountId));
  }

  /** Refuses what could be another guess where there have been too many already, as far as this process knows. */
  refuseAfterGuesses(accountId: string): Promise<void> | undefined {
    const lease = this.#leases.get(keyOf('auth_strict', guessesOf(accountId)));
    return lease?.isSpent(THROTTLE_LIMITS.auth_strict) ? this.countGuess(accountId) : undefined;
  }

  /** Who is signed in counts for themselves and for their account, but for what could be guessed; that counts by address. */
  #countCaller(
    scope: ThrottleScope,
    { actor, accountId }: RequestContext,
    ip: string,
    limits: ThrottleLimits | undefined,
    tell?: Tell,
  ): Promise<void> | undefined {
    if (!actor || !accountId || GUARDED.has(scope)) return this.#countAlone(scope, clientAddress(ip), limits, tell);
    if (!this.store) return undefined;
    const limit = limits?.[scope] ?? THROTTLE_LIMITS[scope];
    const own = this.#quota(this.store, scope, `${accountId} ${actor.userId}`, limit);
    const whole = this.#quota(this.store, scope, `account ${accountId}`, limit * ACCOUNT_SHARE, `${scope}-account`);
    // Who would be refused for the others keeps their own.
    if (whole.lease.isSpent(whole.limit)) return this.#take(whole, (state) => this.#judge(whole, state, tell));
    return this.#take(own, (state) => {
      if (!state?.allowed) return this.#judge(own, state, tell);
      return this.#take(whole, (together) => {
        const isNearer = together && (!together.allowed || together.remaining < state.remaining);
        return isNearer ? this.#judge(whole, together, tell) : this.#judge(own, state, tell);
      });
    });
  }

  #countAlone(scope: ThrottleScope, caller: string, limits?: ThrottleLimits, tell?: Tell): Promise<void> | undefined {
    if (!this.store) return undefined;
    const quota = this.#quota(this.store, scope, caller, limits?.[scope] ?? THROTTLE_LIMITS[scope]);
    return this.#take(quota, (state) => this.#judge(quota, state, tell));
  }

  /** @throws RateLimitedError */
  #judge(quota: Quota, state: ThrottleState | undefined, tell?: Tell): undefined {
    if (!state) return;
    tell?.(quota, state);
    if (state.allowed) return;
    const { scope, limit, policy } = quota;
    this.#refused.inc({ scope });
    throw new RateLimitedError(scope, limit, state.reset, policy !== scope);
  }

  /** Goes on at once when the store need not be asked. */
  #take(
    quota: Quota,
    next: (state: ThrottleState | undefined) => Promise<void> | undefined,
  ): Promise<void> | undefined {
    const known = quota.lease.takeAtOnce(quota.limit);
    return known ? next(known) : this.#ask(quota).then(next);
  }

  #quota(store: PointStore, scope: ThrottleScope, caller: string, limit: number, policy: string = scope): Quota {
    const key = keyOf(scope, caller);
    let lease = this.#leases.get(key);
    if (!lease) {
      lease = new PointLease(store, key);
      this.#leases.set(key, lease);
    }
    return { scope, policy, limit, lease };
  }

  /** Undefined when the store does not answer and the request may go on all the same. */
  async #ask({ scope, limit, lease }: Quota): Promise<ThrottleState | undefined> {
    try {
      if (Date.now() < this.#awayUntil) throw this.#away;
      return await lease.take(limit);
    } catch (error) {
      this.#uncounted.inc({ scope });
      if (error !== this.#away) {
        this.#away = error;
        this.#awayUntil = Date.now() + AWAY_FOR;
        this.#logger.warn({ event: 'throttle.store-away', err: error });
      }
      if (GUARDED.has(scope)) throw new ThrottleStoreAwayError(error);
      return undefined;
    }
  }
}

const keyOf = (scope: ThrottleScope, caller: string): string => `${scope} ${caller}`;

const failuresAt = (ip: string): string => `failures ${clientAddress(ip)}`;

const guessesOf = (accountId: string): string => `guesses ${accountId}`;
