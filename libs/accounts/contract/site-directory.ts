import type { Role } from '#platform/context/actor.js';
import { ConflictError, NotFoundError } from '#platform/errors/application-error.js';
import { ServiceContract } from '#platform/services/service-contract.js';

/** A location of the practice. */
export interface Site {
  readonly id: string;
  readonly name: string;
  /** IANA, for example `Europe/Berlin`. */
  readonly timeZone: string;
  readonly address: string;
  /** Of those that are not archived. */
  readonly sectorIds: readonly string[];
  /** It takes no bookings. */
  readonly archived?: boolean;
}

/** Somebody and the roles that they are known to have. */
export interface SiteUser {
  readonly id: string;
  readonly roles: readonly Role[];
  /** The only site that their API key may work at. */
  readonly siteId?: string;
}

export interface SiteForUsers extends Site {
  /** Those of the users asked for who may use the site. */
  readonly usableBy: readonly string[];
}

/** Also for a site of another account, and for one that the caller may not use. */
export class SiteNotFoundError extends NotFoundError {
  constructor(siteId: string) {
    super('SITE_NOT_FOUND', 'There is no such site.', { siteId });
  }
}

/** An archived site takes nothing new. */
export class SiteArchivedError extends ConflictError {
  constructor(siteId: string) {
    super('SITE_ARCHIVED_CONFLICT', 'This site is archived and takes no bookings. Choose another one.', { siteId });
  }
}

/** The sites of the current account. */
@ServiceContract({
  name: 'accounts.site-directory',
  label: 'Sites of the account',
  methods: {
    site: 'One site. Throws SITE_NOT_FOUND, also for a site of another account.',
    siteFor: 'One site, and who of some users may use it. Throws SITE_NOT_FOUND.',
    sites: 'All sites of the account, by name.',
    sitesOf: 'The ids of the sites that a user may use, or null when the user may use all of them.',
  },
  errors: [SiteNotFoundError],
})
export abstract class SiteDirectory {
  /** @throws SiteNotFoundError */
  abstract site(id: string): Promise<Site>;
  /**
   * Takes one round trip like {@link site}, and shares one with what else is asked for at the moment.
   * @throws SiteNotFoundError
   */
  abstract siteFor(id: string, users: readonly SiteUser[]): Promise<SiteForUsers>;
  abstract sites(): Promise<Site[]>;
  /** A user whose role lets them use every site costs no query. */
  abstract sitesOf(user: SiteUser): Promise<readonly string[] | null>;
}
