import type { FastifyRequest } from 'fastify';
import type { Actor } from '../context/actor.js';
import { newId } from '../context/ids.js';
import { type RequestContext, runInContext } from '../context/request-context.js';
import { ServiceUnavailableError } from '../errors/application-error.js';
import { RememberedLimits } from '../throttling/remembered-limits.js';
import type { ThrottleLimits } from '../throttling/throttle-scopes.js';
import { type PlaceHeaders, placeHeaders } from './place-headers.js';

/** In which account, and where in it, a request works. */
export interface RequestedPlace {
  readonly accountId: string;
  readonly siteId?: string;
  readonly sectorId?: string;
  /** Requests per minute that the account's plan allows; scopes left out have their default. */
  readonly throttle?: ThrottleLimits;
}

type Incoming = Pick<FastifyRequest, 'headers' | 'method' | 'url' | 'praxis'>;

/**
 * Works out the account, site and sector of a request from who is calling and from `X-Account-ID`, `X-Site-ID` and `X-Sector-ID`.
 * The accounts context provides it; without one, requests work in the account of who is calling.
 */
export abstract class AccountContext {
  /**
   * Asked for every request with a good credential, before anything else of the request is looked at. Answer without a promise where
   * nothing has to be looked up: this is on the way of every request.
   * @throws NotFoundError (SITE_NOT_FOUND, SECTOR_NOT_FOUND), ValidationError, PermissionDeniedError, PlanInactiveError
   */
  abstract resolve(request: Incoming, actor: Actor): RequestedPlace | Promise<RequestedPlace>;

  /** Requests per minute that the account's plan allows. Without a promise once it has been asked for. */
  abstract limitsOf(accountId: string): ThrottleLimits | Promise<ThrottleLimits>;

  /** For a request that asks for no place: all of its account, or the one site of its key. */
  protected ownPlace({ accountId, siteId }: Actor): RequestedPlace | Promise<RequestedPlace> {
    const throttle = this.limitsOf(accountId);
    return throttle instanceof Promise
      ? throttle.then((limits) => ({ accountId, siteId, throttle: limits }))
      : { accountId, siteId, throttle };
  }
}

/** What of a request that asks for a place must be known to find it: plain data, since another process may be asked. */
export interface PlacedRequest extends Pick<RequestContext, 'requestId' | 'correlationId' | 'traceparent'> {
  /** Made here for this request. Callers choose `requestId`, so nothing can be told apart by that. */
  readonly id: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly wanted: PlaceHeaders;
}

export function placedRequest({ method, url, praxis }: Incoming, wanted: PlaceHeaders): PlacedRequest {
  const { requestId, correlationId, traceparent } = praxis;
  return { id: newId(), method, path: url.split('?', 1)[0] ?? '', wanted, requestId, correlationId, traceparent };
}

/** Finds the place that a request asks for, wherever accounts are known. */
export abstract class PlaceFinder {
  /** Doing it again for the same request puts nothing on record twice. @throws as {@link AccountContext.resolve} */
  abstract find(actor: Actor, request: PlacedRequest): Promise<RequestedPlace>;

  /** Requests per minute that an account's plan allows; empty for an account that there is not. */
  abstract limitsOf(accountId: string): Promise<ThrottleLimits>;
}

/** For a process without the accounts context: the account of who is calling, and all of it, unless another place is asked for. */
export class OwnAccount extends AccountContext {
  readonly #limits: RememberedLimits | undefined;

  constructor(private readonly finder?: PlaceFinder) {
    super();
    this.#limits = finder && new RememberedLimits((accountId) => finder.limitsOf(accountId));
  }

  /** @throws ServiceUnavailableError for a place that nobody can find: to pass it over would be to act elsewhere */
  override resolve(request: Incoming, actor: Actor): RequestedPlace | Promise<RequestedPlace> {
    const wanted = placeHeaders(request);
    if (!wanted) return this.ownPlace(actor);
    const { finder } = this;
    if (!finder) throw new ServiceUnavailableError('accounts');
    // The call is logged and carried as the request's, whose context does not begin before its place is known.
    const context = { ...request.praxis, accountId: actor.accountId, actor };
    return runInContext(context, () => finder.find(actor, placedRequest(request, wanted)));
  }

  override limitsOf(accountId: string): ThrottleLimits | Promise<ThrottleLimits> {
    return this.#limits?.of(accountId) ?? {};
  }
}
