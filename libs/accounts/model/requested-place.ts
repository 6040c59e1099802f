import { type Actor, hasRole } from '#platform/context/actor.js';
import { PermissionDeniedError } from '#platform/errors/application-error.js';
import type { PlaceHeaders } from '#platform/http/place-headers.js';
import { SiteNotFoundError } from '../contract/index.js';

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
 * @throws SiteNotFoundError when a bound key asks for another, since for it there is none
 */
export function siteFor(actor: Actor, { siteId }: PlaceHeaders): string | undefined {
  if (actor.siteId && siteId && siteId !== actor.siteId) throw new SiteNotFoundError(siteId);
  return actor.siteId ?? siteId;
}
