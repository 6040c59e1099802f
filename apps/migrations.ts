import { Access1763650010000 } from '#platform/access/migrations/1763650010000-access.js';
import { GrantsInOrderOfTime1763660072000 } from '#platform/access/migrations/1763660072000-grants-in-order-of-time.js';
import { manifestOf } from '#platform/composition/bounded-context.js';
import type { MigrationClass } from '#platform/database/migrate.js';
import { Platform1763640000000 } from '#platform/database/migrations/1763640000000-platform.js';
import { Refusals1763640300000 } from '#platform/database/migrations/1763640300000-refusals.js';
import { AdmissionUntil1763650050000 } from '#platform/database/migrations/1763650050000-admission-until.js';
import { Alignment1763660040000 } from '#platform/database/migrations/1763660040000-alignment.js';
import { Facts1763660050000 } from '#platform/database/migrations/1763660050000-facts.js';
import { Idempotency1763650021000 } from '#platform/idempotency/migrations/1763650021000-idempotency.js';
import { Replays1763660030000 } from '#platform/idempotency/migrations/1763660030000-replays.js';
import { Messaging1763640100000 } from '#platform/messaging/migrations/1763640100000-messaging.js';
import { DurableNumbers1763640400000 } from '#platform/messaging/migrations/1763640400000-durable-numbers.js';
import { HistoriesInOrderOfTime1763660061000 } from '#platform/messaging/migrations/1763660061000-histories-in-order-of-time.js';
import { ResourceReports1763650022000 } from '#platform/observability/migrations/1763650022000-resource-reports.js';
import { Retention1763650060000 } from '#platform/retention/migrations/1763650060000-retention.js';
import { TaskOutbox1763640200000 } from '#platform/tasks/migrations/1763640200000-task-outbox.js';
import { Throttling1763650020000 } from '#platform/throttling/migrations/1763650020000-throttling.js';
import { contexts } from './contexts.js';

/** All migrations, the platform's first. TypeORM runs them in the order of the time in their names. */
export const migrations: MigrationClass[] = [
  Platform1763640000000,
  Messaging1763640100000,
  TaskOutbox1763640200000,
  Refusals1763640300000,
  DurableNumbers1763640400000,
  AdmissionUntil1763650050000,
  Throttling1763650020000,
  Idempotency1763650021000,
  ResourceReports1763650022000,
  Retention1763650060000,
  Access1763650010000,
  Replays1763660030000,
  Alignment1763660040000,
  Facts1763660050000,
  HistoriesInOrderOfTime1763660061000,
  GrantsInOrderOfTime1763660072000,
  ...contexts.flatMap((context) => [...(manifestOf(context).migrations ?? [])]),
];
