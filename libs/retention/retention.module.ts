import { AccountDirectory } from '#accounts/contract/index.js';
import { BoundedContext } from '#platform/composition/bounded-context.js';
import { LegalHoldsController } from './api/legal-holds.controller.js';
import { LegalHoldsResolver } from './api/legal-holds.resolver.js';
import { RetentionController } from './api/retention.controller.js';
import { RetentionResolver } from './api/retention.resolver.js';
import { LiftLegalHoldHandler } from './commands/lift-legal-hold.js';
import { PlaceLegalHoldHandler } from './commands/place-legal-hold.js';
import { retentionEvents, retentionPermissions } from './contract/index.js';
import { NIGHTLY } from './model/nightly-purge.js';
import { SiteReach } from './model/site-reach.js';
import { GetLegalHoldHandler } from './queries/get-legal-hold.js';
import { LegalHoldVisibility } from './queries/legal-hold-visibility.js';
import { ListLegalHoldsHandler } from './queries/list-legal-holds.js';
import { ListTrashHandler } from './queries/list-trash.js';
import { PreviewPurgeHandler } from './queries/preview-purge.js';
import { PurgeAccountTask } from './tasks/purge-account.task.js';
import { PurgeAllAccountsTask, purgeAllAccounts } from './tasks/purge-all-accounts.task.js';

@BoundedContext({
  name: 'retention',
  label: 'Retention',
  emits: retentionEvents,
  permissions: retentionPermissions,
  requires: [AccountDirectory],
  handlers: [
    PlaceLegalHoldHandler,
    LiftLegalHoldHandler,
    GetLegalHoldHandler,
    ListLegalHoldsHandler,
    ListTrashHandler,
    PreviewPurgeHandler,
  ],
  tasks: [PurgeAllAccountsTask, PurgeAccountTask],
  schedules: [{ task: purgeAllAccounts, cron: NIGHTLY }],
  controllers: [LegalHoldsController, RetentionController],
  resolvers: [LegalHoldsResolver, RetentionResolver],
  visibilities: [LegalHoldVisibility],
  providers: [SiteReach],
})
export class RetentionModule {}
