import { BoundedContext } from '#platform/composition/bounded-context.js';
import { AccountContext } from '#platform/http/account-context.js';
import { AccountController } from './api/account.controller.js';
import { AccountResolver } from './api/account.resolver.js';
import { AccountOfRequest } from './api/account-of-request.js';
import { SectorsController } from './api/sectors.controller.js';
import { SectorsResolver } from './api/sectors.resolver.js';
import { SiteFieldsResolver } from './api/site-fields.resolver.js';
import { SitesController } from './api/sites.controller.js';
import { SitesResolver } from './api/sites.resolver.js';
import { ArchiveSiteHandler } from './commands/archive-site.js';
import { ChoosePlanHandler } from './commands/choose-plan.js';
import { CreateAccountHandler } from './commands/create-account.js';
import { CreateSectorHandler } from './commands/create-sector.js';
import { CreateSiteHandler } from './commands/create-site.js';
import { CrossAccountHandler } from './commands/cross-account.js';
import { DeleteAccountHandler } from './commands/delete-account.js';
import { GrantSiteAccessHandler } from './commands/grant-site-access.js';
import { PlaceOfRequest } from './commands/place-of-request.js';
import { RevokeSiteAccessHandler } from './commands/revoke-site-access.js';
import { SeatKeeper } from './commands/seat-keeper.js';
import { SetPlanStateHandler } from './commands/set-plan-state.js';
import { StorageKeeper } from './commands/storage-keeper.js';
import { UpdateAccountHandler } from './commands/update-account.js';
import { UpdateSectorHandler } from './commands/update-sector.js';
import { UpdateSiteHandler } from './commands/update-site.js';
import { accountsPermissions } from './contract/accounts-permissions.js';
import {
  AccountDirectory,
  accountsEvents,
  RequestPlaces,
  Seats,
  SiteDirectory,
  StorageAllowance,
} from './contract/index.js';
import { Accounts1763641000000 } from './migrations/1763641000000-accounts.js';
import { PlansAndSiteAccess1763650051000 } from './migrations/1763650051000-plans-and-site-access.js';
import { Storage1763660010000 } from './migrations/1763660010000-storage.js';
import { CrossingsOnce1763660011000 } from './migrations/1763660011000-crossings-once.js';
import { RowsKeepToTheirSite1763660043000 } from './migrations/1763660043000-rows-keep-to-their-site.js';
import { SitesAreFacts1763660052000 } from './migrations/1763660052000-sites-are-facts.js';
import { ReadsByPath1763660061000 } from './migrations/1763660061000-reads-by-path.js';
import { Account } from './model/account.entity.js';
import { accountsObjects } from './model/accounts-objects.js';
import { PlanThrottling } from './model/plan-throttling.js';
import { Sector } from './model/sector.entity.js';
import { Site } from './model/site.entity.js';
import { SiteAccess } from './model/site-access.js';
import { GetAccountHandler } from './queries/get-account.js';
import { GetSectorHandler } from './queries/get-sector.js';
import { GetSiteHandler } from './queries/get-site.js';
import { KnownAccounts } from './queries/known-accounts.js';
import { ListSectorsHandler } from './queries/list-sectors.js';
import { ListSitesHandler } from './queries/list-sites.js';
import { LocatePlaceHandler } from './queries/locate-place.js';
import { SectorsOfSitesHandler } from './queries/sectors-of-sites.js';
import { SitesOfAccount } from './queries/sites-of-account.js';
import { CountStoredWhenUsersChange } from './reactions/count-stored-when-users-change.js';
import { SeatMembersWhenUsersChange } from './reactions/seat-members-when-users-change.js';

@BoundedContext({
  name: 'accounts',
  label: 'Accounts',
  emits: accountsEvents,
  permissions: accountsPermissions,
  objects: accountsObjects,
  provides: [
    { contract: SiteDirectory, by: SitesOfAccount },
    { contract: AccountDirectory, by: KnownAccounts },
    { contract: Seats, by: SeatKeeper },
    { contract: StorageAllowance, by: StorageKeeper },
    { contract: RequestPlaces, by: PlaceOfRequest },
  ],
  entities: [Account, Site, Sector],
  migrations: [
    Accounts1763641000000,
    PlansAndSiteAccess1763650051000,
    Storage1763660010000,
    CrossingsOnce1763660011000,
    RowsKeepToTheirSite1763660043000,
    SitesAreFacts1763660052000,
    ReadsByPath1763660061000,
  ],
  handlers: [
    CreateAccountHandler,
    UpdateAccountHandler,
    ChoosePlanHandler,
    SetPlanStateHandler,
    DeleteAccountHandler,
    CrossAccountHandler,
    CreateSiteHandler,
    UpdateSiteHandler,
    ArchiveSiteHandler,
    GrantSiteAccessHandler,
    RevokeSiteAccessHandler,
    CreateSectorHandler,
    UpdateSectorHandler,
    GetAccountHandler,
    GetSiteHandler,
    GetSectorHandler,
    ListSitesHandler,
    ListSectorsHandler,
    SectorsOfSitesHandler,
    LocatePlaceHandler,
  ],
  reactions: [SeatMembersWhenUsersChange, CountStoredWhenUsersChange],
  controllers: [AccountController, SitesController, SectorsController],
  resolvers: [AccountResolver, SitesResolver, SiteFieldsResolver, SectorsResolver],
  providers: [SiteAccess, PlanThrottling, AccountOfRequest, { provide: AccountContext, useExisting: AccountOfRequest }],
})
export class AccountsModule {}
