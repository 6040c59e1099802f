import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../context/actor.js';
import { ServiceUnavailableError } from '../errors/application-error.js';
import type { ThrottleLimits } from '../throttling/throttle-scopes.js';

/** In which account, and where in it, a request works. */
export interface RequestedPlace {
  readonly accountId: string;
  readonly siteId?: string;
  readonly sectorId?: string;
  /** Requests per minute that the account's plan allows; scopes left out have their default. */
  readonly throttle?: ThrottleLimits;
}

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
  abstract resolve(
    request: Pick<FastifyRequest, 'headers' | 'method' | 'url' | 'praxis'>,
    actor: Actor,
  ): RequestedPlace | Promise<RequestedPlace>;
}

const PLACE_HEADERS = ['x-account-id', 'x-site-id', 'x-sector-id'];

/** The account of who is calling, and all of it. */
@Injectable()
export class OwnAccount extends AccountContext {
  /** @throws ServiceUnavailableError for a place that only the accounts context could find: to pass it over would be to act elsewhere */
  override resolve({ headers }: Pick<FastifyRequest, 'headers'>, { accountId, siteId }: Actor): RequestedPlace {
    if (PLACE_HEADERS.some((header) => headers[header] !== undefined)) throw new ServiceUnavailableError('accounts');
    return { accountId, siteId };
  }
}
