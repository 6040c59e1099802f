import { migrate } from '#platform/database/migrate.js';
import { migrateTaskStoreAt } from '#platform/tasks/task-store-migration.js';
import { migrations } from './migrations.js';

/** Brings a database up to date with this code: roles, tables, and the queues' own tables. */
export async function prepareDatabase(ownerUrl: string): Promise<string[]> {
  const done = await migrate({ ownerUrl, migrations });
  await migrateTaskStoreAt(ownerUrl);
  return done;
}
