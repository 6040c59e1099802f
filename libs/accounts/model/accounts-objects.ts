import type { ObjectType } from '#platform/access/object-type.js';
import { accountsPermissions, atSite } from '../contract/accounts-permissions.js';

/**
 * What there is to be granted on. Who may use a site sees it, and its sectors. The account's history, with its plan and who came in
 * from elsewhere, is for those who manage it.
 */
export const accountsObjects: readonly ObjectType[] = [
  { type: 'account', label: 'Account', table: 'accounts.account', view: accountsPermissions['account.manage'] },
  {
    type: 'site',
    label: 'Site',
    table: 'accounts.site',
    view: accountsPermissions['site.use'],
    place: { ...atSite, column: 'id' },
  },
  {
    type: 'sector',
    label: 'Sector',
    table: 'accounts.sector',
    view: accountsPermissions['site.use'],
    inherits: [{ from: 'site', column: 'site_id' }],
    place: atSite,
  },
];
