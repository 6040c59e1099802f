import { AccountsModule } from '#accounts/accounts.module.js';
import { BillingModule } from '#billing/billing.module.js';
import { IdentityModule } from '#identity/identity.module.js';
import { NotificationsModule } from '#notifications/notifications.module.js';
import type { ContextModule } from '#platform/composition/bounded-context.js';
import { SchedulingModule } from '#scheduling/scheduling.module.js';

/** The contexts that Praxis is made of. Every app composes from this list. */
export const contexts: readonly ContextModule[] = [
  IdentityModule,
  AccountsModule,
  SchedulingModule,
  BillingModule,
  NotificationsModule,
];
