import pg from 'pg';
import { migrate } from '#platform/database/migrate.js';
import { migrateTaskStore } from '#platform/tasks/task-store-migration.js';
import { migrations } from './migrations.js';

/** Brings a database up to date with this code: roles, tables, and the queues' own tables. */
export async function prepareDatabase(ownerUrl: string): Promise<string[]> {
  const done = await migrate({ ownerUrl, migrations });
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await migrateTaskStore(owner);
  } finally {
    await owner.end();
  }
  return done;
}
