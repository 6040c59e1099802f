import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts } from '#apps/standalone/demo-practice.js';
import { APP_ROLE, roleUrl, SYSTEM_ROLE } from '#platform/database/connection-urls.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { type Practice, practice } from '#test/support/practice.js';

/** Schemas of ours, and tables in them that belong to no account, each with its reason. */
const SCHEMAS = ['platform', 'messaging', 'identity', 'accounts', 'scheduling', 'billing', 'notifications'];
const WITHOUT_ACCOUNT: Record<string, string> = {
  'platform.migration': 'which migrations have run',
  'platform.cutoff': 'ended credentials, by id, without anything about whose they are',
  'platform.throttle': 'how often somebody has asked in this minute; out of reach of the role that serves',
  'identity.attempt':
    'failures to sign in, by keyed hashes, also of addresses that nobody has; out of reach of the role that serves',
  'identity.setup_claim':
    'the chance to make the first administrator, before there is any account; out of reach of the role that serves',
  'messaging.log': 'the order of events: numbers only',
  'messaging.sequencer': 'the last number',
  'messaging.checkpoint': 'how far each reaction has come',
  'messaging.task_outbox': 'tasks on their way to a queue; the application may add but not read',
};
/** Has an account_id, which is what it is looked up by before a tenant is entered. */
const LOOKED_UP_BEFORE_ENTERING = ['platform.admission'];

interface TableState {
  readonly name: string;
  readonly tenant: boolean;
  readonly enabled: boolean;
  readonly forced: boolean;
  readonly policies: string[];
  readonly owner: string;
}

let clinic: Practice;
let app: pg.Client;
const [demo, other] = accounts;

beforeAll(async () => {
  clinic = await practice();
  await clinic.settled();
  app = new pg.Client({ connectionString: roleUrl(clinic.ownerUrl, APP_ROLE) });
  await app.connect();
});
afterAll(async () => {
  await app?.end();
  await clinic?.[Symbol.asyncDispose]();
});

async function tables(): Promise<TableState[]> {
  const { rows } = await clinic.owner.query<TableState>(
    `select n.nspname || '.' || c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
       pg_get_userbyid(c.relowner) as owner,
       exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'account_id') as tenant,
       array(select p.polname::text from pg_policy p where p.polrelid = c.oid order by 1) as policies
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname = any ($1) order by 1`,
    [SCHEMAS],
  );
  return rows;
}

/** What is wrong with a table's protection; nothing, if all is well. */
function complaints(table: TableState): string[] {
  if (LOOKED_UP_BEFORE_ENTERING.includes(table.name)) return [];
  if (!table.tenant)
    return table.name in WITHOUT_ACCOUNT ? [] : [`${table.name} has no account_id and no reason for that`];
  return [
    ...(table.enabled ? [] : [`${table.name} has no row-level security`]),
    ...(table.forced ? [] : [`${table.name} does not force row-level security on its owner`]),
    ...(table.policies.includes('tenant') ? [] : [`${table.name} has no tenant policy`]),
  ];
}

const tenantTables = async () =>
  (await tables()).filter(({ name, tenant }) => tenant && !LOOKED_UP_BEFORE_ENTERING.includes(name));

describe('row-level security', () => {
  it('protects every table that belongs to accounts', async () => {
    const all = await tables();
    expect(all.length).toBeGreaterThan(12);
    expect(all.flatMap(complaints)).toEqual([]);
  });

  it.each([
    ['its policy is dropped', 'drop policy tenant on scheduling.therapy_session', 'has no tenant policy'],
    ['it is no longer forced', 'alter table scheduling.therapy_session no force row level security', 'does not force'],
    ['it is switched off', 'alter table billing.charge disable row level security', 'has no row-level security'],
    ['a table forgets the account', 'create table scheduling.leak (id uuid)', 'has no account_id'],
  ])('is missed when %s', async (_what, statement, complaint) => {
    await clinic.owner.query('begin');
    await clinic.owner.query(statement);
    const found = (await tables()).flatMap(complaints);
    await clinic.owner.query('rollback');
    expect(found.join()).toContain(complaint);
  });

  it('is owned by neither role of the application, and neither may bypass it', async () => {
    for (const { name, owner } of await tables()) expect([name, owner]).not.toContain(APP_ROLE);
    const { rows } = await clinic.owner.query(
      'select rolname, rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = any ($1) order by 1',
      [[APP_ROLE, SYSTEM_ROLE]],
    );
    const plain = { rolsuper: false, rolbypassrls: false, rolcreaterole: false };
    expect(rows).toEqual([
      { rolname: APP_ROLE, ...plain },
      { rolname: SYSTEM_ROLE, ...plain },
    ]);
  });

  it('fails loudly without a tenant, rather than showing all or nothing', async () => {
    for (const { name } of await tenantTables()) {
      const { rows } = await clinic.owner.query(`select 1 from ${name} limit 1`);
      if (rows.length === 0) continue;
      await expect(app.query(`select * from ${name}`), name).rejects.toMatchObject({ code: 'PX400' });
    }
  });

  it('shows an account nothing but its own', async () => {
    const database = clinic.app.get(TenantDatabase);
    for (const { name } of await tenantTables()) {
      for (const { id } of [demo, other]) {
        const seen = await database
          .forAccount(id)
          .read((tx) => tx.query<{ account_id: string }>(`select distinct account_id from ${name}`));
        expect([name, seen.filter((row) => row.account_id !== id)]).toEqual([name, []]);
      }
    }
  });

  it('refuses to write for another account', async () => {
    const database = clinic.app.get(TenantDatabase).forAccount(other.id);
    const moved = database.write((tx) =>
      tx.execute('update scheduling.therapy_session set account_id = $1', [demo.id]),
    );
    await expect(moved).resolves.toBe(0);
    const planted = database.write((tx) =>
      tx.execute(
        `insert into billing.price (id, account_id, session_type, duration_minutes, amount_minor, currency)
         values (gen_random_uuid(), $1, 'leak', 1, 1, 'EUR')`,
        [demo.id],
      ),
    );
    await expect(planted).rejects.toThrow(/row-level security/);
  });

  it('does not leak a tenant from one transaction into the next on the same connection', async () => {
    await app.query('begin');
    await app.query(`select set_config('app.account_id', $1, true)`, [demo.id]);
    expect((await app.query('select 1 from scheduling.therapy_session limit 1')).rowCount).toBe(1);
    await app.query('commit');
    await expect(app.query('select 1 from scheduling.therapy_session limit 1')).rejects.toMatchObject({
      code: 'PX400',
    });
  });
});
