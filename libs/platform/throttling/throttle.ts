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
import { scopeOf, THROTTLE_LIMITS, type ThrottleLimits, type ThrottleScope } from './throttle-scopes.js';
import { RateLimitedError, ThrottleStoreAwayError } from './throttling-errors.js';

/** Users and addresses that are remembered, the least recently seen dropped first; the store knows them all. */
const REMEMBERED = 50_000;
/** Milliseconds for which a store that failed is not asked again. */
const AWAY_FOR = 1_000;
/** Where a secret could be guessed. Counted by address whoever is signed in, and refused while nothing can be counted. */
const GUARDED: ReadonlySet<ThrottleScope> = new Set(['auth', 'auth_strict']);

/** Limits how often one user, or one address, asks, together with all other processes (docs/adr/0008). */
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
    return this.#take(scope, callerOf(scope, praxis, ip), throttleLimits, (state, limit) =>
      tellLimit(reply, scope, limit, state),
    );
  }

  /** Counts a message of a socket, which comes without a request. */
  countMessage(scope: ThrottleScope, context: RequestContext, ip: string): Promise<void> | undefined {
    return this.#take(scope, callerOf(scope, context, ip));
  }

  /** Counts a password that comes with a request, whatever is asked for by it, as one at the door. Before it is looked at. */
  countPassword(ip: string): Promise<void> | undefined {
    return this.#take('auth', clientAddress(ip));
  }

  /** Counts somebody who wants to stay connected and has shown who they are. By user: whole practices share an address. */
  async countConnection({ accountId, userId }: Actor): Promise<void> {
    try {
      await this.#take('auth', `connection ${accountId} ${userId}`);
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
    return this.#take('auth', failuresAt(ip));
  }

  /** Refuses what costs a look-up where there have been too many failures already, as far as this process knows. */
  refuseAfterFailures(ip: string): Promise<void> | undefined {
    const isSpent = this.#leases.get(keyOf('auth', failuresAt(ip)))?.isSpent;
    return isSpent ? this.countFailure(ip) : undefined;
  }

  #take(
    scope: ThrottleScope,
    caller: string,
    limits?: ThrottleLimits,
    tell: (state: ThrottleState, limit: number) => void = () => undefined,
  ): Promise<void> | undefined {
    if (!this.store) return undefined;
    const lease = this.#leaseOf(this.store, scope, caller, limits?.[scope] ?? THROTTLE_LIMITS[scope]);
    const judge = (state: ThrottleState) => {
      tell(state, lease.limit);
      if (state.allowed) return;
      this.#refused.inc({ scope });
      throw new RateLimitedError(scope, lease.limit, state.reset);
    };
    const known = lease.takeAtOnce();
    if (known) {
      judge(known);
      return undefined;
    }
    return this.#ask(scope, lease).then((state) => state && judge(state));
  }

  #leaseOf(store: PointStore, scope: ThrottleScope, caller: string, limit: number): PointLease {
    const key = keyOf(scope, caller);
    const known = this.#leases.get(key);
    // A plan that was changed counts from what has been taken before.
    if (known?.limit === limit) return known;
    const lease = new PointLease(store, key, limit);
    this.#leases.set(key, lease);
    return lease;
  }

  /** Undefined when the store does not answer and the request may go on all the same. */
  async #ask(scope: ThrottleScope, lease: PointLease): Promise<ThrottleState | undefined> {
    try {
      if (Date.now() < this.#awayUntil) throw this.#away;
      return await lease.take();
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

const callerOf = (scope: ThrottleScope, { actor, accountId }: RequestContext, ip: string): string =>
  actor && !GUARDED.has(scope) ? `${accountId} ${actor.userId}` : clientAddress(ip);
