import { PlaceFinder } from '#platform/http/account-context.js';
import { ServiceContract } from '#platform/services/service-contract.js';
import { SiteNotFoundError } from './site-directory.js';

/** Where requests work that ask for an account, a site or a sector by their headers, for processes without this context. */
@ServiceContract({
  name: 'accounts.request-places',
  label: 'Places of requests',
  methods: {
    find:
      'The account, site and sector that a request asks for, and what the plan lets it do per minute. ' +
      'Entering another account is put on record there. Throws SITE_NOT_FOUND, SECTOR_NOT_FOUND, PERMISSION_DENIED.',
    limitsOf: 'How many requests per minute the plan of an account allows, by scope.',
  },
  errors: [SiteNotFoundError],
})
export abstract class RequestPlaces extends PlaceFinder {}
