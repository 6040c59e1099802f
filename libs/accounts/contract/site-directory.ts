import { NotFoundError } from '#platform/errors/application-error.js';
import { ServiceContract } from '#platform/services/service-contract.js';

/** A location of the practice. */
export interface Site {
  readonly id: string;
  readonly name: string;
  /** IANA, for example `Europe/Berlin`. */
  readonly timeZone: string;
  readonly address: string;
  readonly sectorIds: readonly string[];
}

export class SiteNotFoundError extends NotFoundError {
  constructor(siteId: string) {
    super('SITE_NOT_FOUND', 'There is no such site.', { siteId });
  }
}

/** The sites of the current account. */
@ServiceContract({
  name: 'accounts.site-directory',
  label: 'Sites of the account',
  methods: {
    site: 'One site. Throws SITE_NOT_FOUND, also for a site of another account.',
    sites: 'All sites of the account, by name.',
  },
  errors: [SiteNotFoundError],
})
export abstract class SiteDirectory {
  /** @throws SiteNotFoundError */
  abstract site(id: string): Promise<Site>;
  abstract sites(): Promise<Site[]>;
}
