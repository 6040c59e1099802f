import { BoundedContext } from '#platform/composition/bounded-context.js';
import { AccountController } from './api/account.controller.js';
import { AccountResolver } from './api/account.resolver.js';
import { SiteFieldsResolver } from './api/site-fields.resolver.js';
import { CreateAccountHandler } from './commands/create-account.js';
import { CreateSectorHandler } from './commands/create-sector.js';
import { CreateSiteHandler } from './commands/create-site.js';
import { accountsEvents, SiteDirectory } from './contract/index.js';
import { Accounts1763641000000 } from './migrations/1763641000000-accounts.js';
import { Account } from './model/account.entity.js';
import { accountsPermissions } from './model/accounts-permissions.js';
import { Sector } from './model/sector.entity.js';
import { Site } from './model/site.entity.js';
import { AccountVisibility } from './queries/account-visibility.js';
import { GetAccountHandler } from './queries/get-account.js';
import { GetSiteHandler } from './queries/get-site.js';
import { ListSectorsHandler } from './queries/list-sectors.js';
import { ListSitesHandler } from './queries/list-sites.js';
import { SectorsOfSitesHandler } from './queries/sectors-of-sites.js';
import { SiteVisibility } from './queries/site-visibility.js';
import { SitesOfAccount } from './queries/sites-of-account.js';

@BoundedContext({
  name: 'accounts',
  label: 'Accounts',
  emits: accountsEvents,
  permissions: accountsPermissions,
  provides: [{ contract: SiteDirectory, by: SitesOfAccount }],
  entities: [Account, Site, Sector],
  migrations: [Accounts1763641000000],
  handlers: [
    CreateAccountHandler,
    CreateSiteHandler,
    CreateSectorHandler,
    GetAccountHandler,
    GetSiteHandler,
    ListSitesHandler,
    ListSectorsHandler,
    SectorsOfSitesHandler,
  ],
  controllers: [AccountController],
  resolvers: [AccountResolver, SiteFieldsResolver],
  visibilities: [AccountVisibility, SiteVisibility],
})
export class AccountsModule {}
