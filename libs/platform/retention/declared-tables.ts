import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { APP_ROLE } from '../database/connection-urls.js';
import { SystemDatabase } from '../database/system-database.js';
import type { RetainedType } from './retained-type.js';
import { RetentionCatalogue } from './retention-catalogue.js';
import { InvalidRetainedTypeError } from './retention-errors.js';

interface Table {
  readonly name: string;
  readonly columns: string[];
  readonly deletable: boolean;
  readonly hides: boolean;
}

/** By the catalogue alone: the role that asks may not reach into the schemas. */
const TABLES = `
  select n.nspname || '.' || c.relname as name,
    array(select attname::text from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped) as columns,
    has_table_privilege($2, c.oid, 'delete') as deletable,
    exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'not_deleted') as hides
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname || '.' || c.relname = any ($1::text[])`;

/** Holds the declarations against the database at start: a purge that fails every night is noticed too late. */
@Injectable()
export class DeclaredTables implements OnApplicationBootstrap {
  constructor(
    private readonly types: RetentionCatalogue,
    private readonly database: SystemDatabase,
  ) {}

  /** @throws InvalidRetainedTypeError */
  async onApplicationBootstrap(): Promise<void> {
    const declared = this.types.all;
    if (declared.length === 0) return;
    const tables = await this.database.query<Table>(TABLES, [declared.map(({ table }) => table), APP_ROLE]);
    for (const type of declared) {
      refuseUnfit(
        type,
        tables.find(({ name }) => name === type.table),
      );
    }
  }
}

function refuseUnfit({ type, table, since, parties = [], trash }: RetainedType, found: Table | undefined): void {
  if (!found) throw new InvalidRetainedTypeError(type, `there is no table ${table}`, 'Correct its name.');
  const columns = ['id', 'account_id', since, ...parties, ...(trash ? ['deleted_at', trash.deletedBy] : [])];
  const missing = columns.filter((column) => !found.columns.includes(column));
  if (missing.length > 0) {
    throw new InvalidRetainedTypeError(type, `${table} has no ${missing.join(', ')}`, 'Correct the names of columns.');
  }
  if (!found.deletable) {
    const cure = `In a migration: grant delete on ${table} to ${APP_ROLE}.`;
    throw new InvalidRetainedTypeError(type, `the application may not delete from ${table}`, cure);
  }
  if (trash && !found.hides) {
    const cure = `In a migration: call platform.hide_deleted('${table}').`;
    throw new InvalidRetainedTypeError(type, `what is deleted from ${table} stays in sight`, cure);
  }
}
