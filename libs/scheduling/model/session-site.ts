import { SiteArchivedError, type SiteForUsers, SiteNotFoundError } from '#accounts/contract/index.js';
import type { Actor } from '#platform/context/actor.js';
import { refuse } from './problems.js';

/** For the directory of sites: who books, and the therapist, of whom only this role counts here. */
export const bookers = (actor: Actor, therapistId: string) => [
  { id: actor.userId, roles: actor.roles, siteId: actor.siteId },
  { id: therapistId, roles: ['therapist' as const] },
];

/**
 * Both who books and the therapist must be allowed to use the site, and it must be open.
 * @throws SiteNotFoundError, ValidationError, SiteArchivedError
 */
export function requireUsableSite(site: SiteForUsers, actor: Actor, therapistId: string): void {
  if (!site.usableBy.includes(actor.userId)) throw new SiteNotFoundError(site.id);
  const worksThere = site.usableBy.includes(therapistId);
  refuse({ therapistId: worksThere ? undefined : 'does not work at this site' });
  if (site.archived) throw new SiteArchivedError(site.id);
}
