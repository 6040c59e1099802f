import { BoundedContext } from '#platform/composition/bounded-context.js';
import { ChargeFieldsResolver } from './api/charge-fields.resolver.js';
import { ChargesController } from './api/charges.controller.js';
import { ChargesResolver } from './api/charges.resolver.js';
import { PricesController } from './api/prices.controller.js';
import { PricesResolver } from './api/prices.resolver.js';
import { SetPricesHandler } from './commands/set-prices.js';
import { billingEvents } from './contract/billing-events.js';
import { billingPermissions } from './contract/billing-permissions.js';
import { ChargeDirectory } from './contract/charge-directory.js';
import { Billing1763643000000 } from './migrations/1763643000000-billing.js';
import { RowsKeepToTheirSite1763660042000 } from './migrations/1763660042000-rows-keep-to-their-site.js';
import { ChargesInOrderOfAmount1763660070000 } from './migrations/1763660070000-charges-in-order-of-amount.js';
import { chargeObject } from './model/charge-object.js';
import { ChargeDirectoryService } from './queries/charge-directory-service.js';
import { GetChargeHandler } from './queries/get-charge.js';
import { GetPricesHandler } from './queries/get-prices.js';
import { ListChargesHandler } from './queries/list-charges.js';
import { SettleChargeWhenSessionChanges } from './reactions/settle-charge-when-session-changes.js';

@BoundedContext({
  name: 'billing',
  label: 'Billing',
  emits: billingEvents,
  permissions: billingPermissions,
  objects: [chargeObject],
  provides: [{ contract: ChargeDirectory, by: ChargeDirectoryService }],
  migrations: [Billing1763643000000, RowsKeepToTheirSite1763660042000, ChargesInOrderOfAmount1763660070000],
  handlers: [SetPricesHandler, GetPricesHandler, GetChargeHandler, ListChargesHandler],
  reactions: [SettleChargeWhenSessionChanges],
  controllers: [ChargesController, PricesController],
  resolvers: [ChargesResolver, ChargeFieldsResolver, PricesResolver],
})
export class BillingModule {}
