import { manifestOf } from '#platform/composition/bounded-context.js';
import type { MigrationClass } from '#platform/database/migrate.js';
import { Platform1763640000000 } from '#platform/database/migrations/1763640000000-platform.js';
import { Refusals1763640300000 } from '#platform/database/migrations/1763640300000-refusals.js';
import { Messaging1763640100000 } from '#platform/messaging/migrations/1763640100000-messaging.js';
import { TaskOutbox1763640200000 } from '#platform/tasks/migrations/1763640200000-task-outbox.js';
import { contexts } from './contexts.js';

/** All migrations, the platform's first. TypeORM runs them in the order of the time in their names. */
export const migrations: MigrationClass[] = [
  Platform1763640000000,
  Messaging1763640100000,
  TaskOutbox1763640200000,
  Refusals1763640300000,
  ...contexts.flatMap((context) => [...(manifestOf(context).migrations ?? [])]),
];
