import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { newId } from '#platform/context/ids.js';

export interface TestDatabase extends AsyncDisposable {
  /** The superuser's; the roles of the application derive theirs from it. */
  readonly ownerUrl: string;
}

/** A database of one's own with all migrations run, copied from the template. Gone at the end of its `await using`. */
export async function freshDatabase(): Promise<TestDatabase> {
  const templateUrl = new URL(await askForTemplate());
  const template = templateUrl.pathname.slice(1);
  const name = `test_${newId().replaceAll('-', '')}`;
  const ownerUrl = Object.assign(new URL(templateUrl), { pathname: `/${name}` }).href;
  const maintenanceUrl = Object.assign(new URL(templateUrl), { pathname: '/postgres' }).href;
  await execute(maintenanceUrl, `create database ${name} template ${template}`);
  return {
    ownerUrl,
    [Symbol.asyncDispose]: () => execute(maintenanceUrl, `drop database ${name} with (force)`),
  };
}

/** For a spec file or a describe: one fresh database before its first test, dropped after its last. */
export function databaseForAll(): Pick<TestDatabase, 'ownerUrl'> {
  let database: TestDatabase | undefined;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(async () => {
    await database?.[Symbol.asyncDispose]();
  });
  return {
    get ownerUrl() {
      if (!database) throw new Error('The database is there from the first beforeAll on: read ownerUrl later.');
      return database.ownerUrl;
    },
  };
}

async function askForTemplate(): Promise<string> {
  const answer = await fetch(inject('postgresDoor'));
  const text = await answer.text();
  if (!answer.ok) throw new Error(`The test server did not start: ${text}`);
  return text;
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
