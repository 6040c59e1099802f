import type { Entry } from './entry.js';

const SITE = { ids: { id: 'site' } } as const satisfies Entry;
/** Made by hand, it is open to none of those who need to be let in. */
const SEEN_SITE = {
  ...SITE,
  granted: ['accounts.site.use'],
  roles: { therapist: 404, patient: 404, viewer: 404 },
} as const satisfies Entry;
const SECTOR = { ids: { siteId: 'homeSite', id: 'sector' } } as const satisfies Entry;

/** Routes of accounts. */
export const ACCOUNTS_ENTRIES: Readonly<Record<string, Entry>> = {
  'get /api/v1/account': {},
  'patch /api/v1/account': {
    consumes: 'account',
    body: (n) => ({ name: `Practice ${n}` }),
    events: ['account.updated'],
  },
  'delete /api/v1/account': { consumes: 'account', events: ['account.deleted'] },
  'get /api/v1/account/plans': {},
  'put /api/v1/account/plan': {
    consumes: 'account',
    body: () => ({ plan: 'practice' }),
    events: ['account.plan_changed'],
  },
  'put /api/v1/account/plan-state': {
    consumes: 'account',
    body: () => ({ state: 'past_due' }),
    events: ['account.standing_changed'],
  },
  'get /api/v1/account/events': {},
  'get /api/v1/account/sites': {
    lists: 'site',
    granted: ['accounts.site.use'],
    // Newest first: many others are made.
    query: { ordering: '-id' },
  },
  'post /api/v1/account/sites': {
    body: (n) => ({ name: `New ${n}`, timeZone: 'Europe/Berlin' }),
    // Everybody of the practice may use it.
    events: ['access.granted', 'access.granted', 'access.granted', 'site.created'],
  },
  'get /api/v1/account/sites/{id}': SEEN_SITE,
  'patch /api/v1/account/sites/{id}': {
    ...SITE,
    body: (n) => ({ name: `Renamed ${n}` }),
    events: ['site.updated'],
  },
  'post /api/v1/account/sites/{id}/archive': { ...SITE, body: () => ({}), events: ['site.archived'] },
  'post /api/v1/account/sites/{id}/restore': {
    ids: { id: 'archivedSite' },
    body: () => ({}),
    events: ['site.restored'],
  },
  'get /api/v1/account/sites/{id}/events': SEEN_SITE,
  'put /api/v1/account/sites/{id}/access/{userId}': {
    ids: { id: 'site', userId: 'user' },
    body: () => ({}),
    events: ['access.granted'],
  },
  'post /api/v1/account/sites/{id}/access': {
    ids: { id: 'site' },
    refs: { userId: 'user' },
    body: () => ({}),
    events: ['access.granted'],
  },
  'delete /api/v1/account/sites/{id}/access/{userId}': {
    ids: { id: 'site', userId: 'user' },
    given: `insert into platform.object_grant (account_id, subject, permission, object_type, object_id, id)
      values (:account, 'user:' || :userId::text, 'accounts.site.use', 'site', :id, gen_random_uuid())`,
    events: ['access.revoked'],
  },
  'get /api/v1/account/sites/{siteId}/sectors': { ids: { siteId: 'homeSite' } },
  'post /api/v1/account/sites/{siteId}/sectors': {
    ids: { siteId: 'homeSite' },
    body: (n) => ({ name: `New ${n}` }),
    events: ['sector.created'],
  },
  'get /api/v1/account/sites/{siteId}/sectors/{id}': SECTOR,
  'patch /api/v1/account/sites/{siteId}/sectors/{id}': {
    ...SECTOR,
    body: (n) => ({ name: `Renamed ${n}` }),
    events: ['sector.updated'],
  },
  'post /api/v1/account/sites/{siteId}/sectors/{id}/archive': {
    ...SECTOR,
    body: () => ({}),
    events: ['sector.archived'],
  },
  'post /api/v1/account/sites/{siteId}/sectors/{id}/restore': {
    ids: { siteId: 'homeSite', id: 'archivedSector' },
    body: () => ({}),
    events: ['sector.restored'],
  },
  'get /api/v1/account/sites/{siteId}/sectors/{id}/events': SECTOR,
};
