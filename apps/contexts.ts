import { AccessModule } from '#access/access.module.js';
import { AccountsModule } from '#accounts/accounts.module.js';
import { BillingModule } from '#billing/billing.module.js';
import { IdentityModule } from '#identity/identity.module.js';
import { NotificationsModule } from '#notifications/notifications.module.js';
import type { ContextModule } from '#platform/composition/bounded-context.js';
import { RetentionModule } from '#retention/retention.module.js';
import { SchedulingModule } from '#scheduling/scheduling.module.js';

/** The contexts that Praxis is made of. Every app composes from this list. */
export const contexts: readonly ContextModule[] = [
  IdentityModule,
  AccountsModule,
  AccessModule,
  SchedulingModule,
  BillingModule,
  NotificationsModule,
  RetentionModule,
];
