import { DataSource, type MigrationInterface } from 'typeorm';
import { ADVISORY_LOCKS } from './advisory-locks.js';
import { APP_ROLE, rolePassword, SYSTEM_ROLE } from './connection-urls.js';

export type MigrationClass = new () => MigrationInterface;

/**
 * Brings a database up to date: makes the application's roles, then runs the migrations that it has not had yet, each in a
 * transaction of its own. Safe to run from several processes at once: the others wait and then find nothing to do.
 *
 * @param options.ownerUrl connection of the role that owns the tables; it must be allowed to create roles
 * @returns the names of the migrations that were run
 */
export async function migrate(options: { ownerUrl: string; migrations: MigrationClass[] }): Promise<string[]> {
  const owner = await ownerDataSource(options.ownerUrl, options.migrations).initialize();
  const lock = owner.createQueryRunner();
  try {
    await lock.query('select pg_advisory_lock($1)', [ADVISORY_LOCKS.migrations]);
    for (const role of [APP_ROLE, SYSTEM_ROLE] as const) {
      await ensureRole(owner, role, rolePassword(options.ownerUrl, role));
    }
    await owner.query('create schema if not exists platform');
    const done = await owner.runMigrations({ transaction: 'each' });
    return done.map((migration) => migration.name);
  } finally {
    await lock.query('select pg_advisory_unlock($1)', [ADVISORY_LOCKS.migrations]);
    await lock.release();
    await owner.destroy();
  }
}

/** The owner's data source; also what the TypeORM command line uses (`ormconfig.ts`). */
export function ownerDataSource(
  ownerUrl: string,
  migrations: MigrationClass[],
  entities: (new (...args: never[]) => object)[] = [],
): DataSource {
  return new DataSource({
    type: 'postgres',
    url: ownerUrl,
    entities,
    migrations,
    migrationsTableName: 'migration',
    schema: 'platform',
    migrationsTransactionMode: 'each',
    installExtensions: false,
    applicationName: 'praxis-migrate',
    poolSize: 3,
  });
}

/** Roles belong to the whole server, so another database's migration may be making the same one: its success is ours. */
async function ensureRole(owner: DataSource, role: string, password: string): Promise<void> {
  const found = await owner.query('select from pg_roles where rolname = $1', [role]);
  const attributes = `login nosuperuser nocreatedb nocreaterole noinherit password '${password}'`;
  try {
    await owner.query(`${found.length ? 'alter' : 'create'} role ${role} ${attributes}`);
  } catch (error) {
    const code = (error as { driverError?: { code?: string } }).driverError?.code;
    const madeMeanwhile = code === '42710' || code === '23505';
    const changedMeanwhile = code === 'XX000';
    if (!madeMeanwhile && !changedMeanwhile) throw error;
  }
}
