import type { FastifyRequest } from 'fastify';
import { type Actor, hasRole } from '#platform/context/actor.js';
import { isUuid } from '#platform/context/ids.js';
import { PermissionDeniedError, ValidationError } from '#platform/errors/application-error.js';

/** What a request's headers ask for. */
export interface PlaceHeaders {
  readonly accountId?: string;
  readonly siteId?: string;
  readonly sectorId?: string;
}

const HEADERS = { accountId: 'x-account-id', siteId: 'x-site-id', sectorId: 'x-sector-id' } as const;

/**
 * @returns undefined when none is given, as nearly always
 * @throws ValidationError for what is no id
 */
export function placeHeaders({ headers }: Pick<FastifyRequest, 'headers'>): PlaceHeaders | undefined {
  let given: Record<string, string> | undefined;
  for (const [name, header] of Object.entries(HEADERS)) {
    const value = headers[header];
    if (value === undefined) continue;
    if (!isUuid(value)) throw new ValidationError({ [header]: ['must be a UUID'] });
    given ??= {};
    given[name] = value.toLowerCase();
  }
  return given;
}

/**
 * The account that the request works in.
 * @throws PermissionDeniedError for another one than the actor's own, but for those who may cross
 */
export function accountFor(actor: Actor, { accountId = actor.accountId }: PlaceHeaders): string {
  // A key that was narrowed, to scopes or to a site of its account, is not a way into other accounts.
  const narrowed = actor.scopes !== undefined || actor.siteId !== undefined;
  if (accountId !== actor.accountId && (narrowed || !hasRole(actor, 'developer', 'system'))) {
    throw new PermissionDeniedError();
  }
  return accountId;
}

/**
 * The site that the request works at: the one of an API key that is bound to one, else the one asked for.
 * @throws PermissionDeniedError when a bound key asks for another
 */
export function siteFor(actor: Actor, { siteId }: PlaceHeaders): string | undefined {
  if (actor.siteId && siteId && siteId !== actor.siteId) throw new PermissionDeniedError();
  return actor.siteId ?? siteId;
}
