import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { type Client, type Json, type Practice, practice } from '#test/support/practice.js';

let clinic: Practice;
let admin: Client;

beforeAll(async () => {
  clinic = await practice();
  admin = await clinic.as('admin');
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

let day = 20;
/** Each on a day of its own. */
const book = async (headers?: Record<string, string>) =>
  admin.post('/api/v1/therapy-sessions', clinic.booking({ inDays: day++ }), headers);
/** Which of the three things that a booking rests on it asked for. */
async function asked(): Promise<string[]> {
  const { headers } = await book({ 'x-debug-resource-tracking': 'true' });
  const { body } = await admin.get(`/api/v1/system/resource-reports/${headers.get('x-resource-tracking-id')}`);
  const statements = JSON.stringify(body.data.database.statements);
  return ['identity.user', 'accounts.site', 'scheduling.availability'].filter((table) =>
    statements.includes(`from ${table}`),
  );
}

/** The tables that a statement reads, as Postgres plans it. */
async function tablesOf(sql: string): Promise<string[]> {
  const { rows } = await clinic.owner.query(`explain (generic_plan, verbose, format json) ${sql}`);
  const found = new Set<string>();
  JSON.stringify(rows, (_key, node: Json) => {
    if (node?.['Relation Name']) found.add(`${node.Schema}.${node['Relation Name']}`);
    return node;
  });
  return [...found].sort();
}

async function tablesOfAll(statements: Iterable<string>): Promise<ReadonlySet<string>> {
  const tables = new Set<string>();
  for (const statement of statements) for (const table of await tablesOf(statement)) tables.add(table);
  return tables;
}

async function thatTellNothing(statements: Iterable<string>): Promise<string[]> {
  const read = await tablesOfAll(statements);
  const { rows } = await clinic.owner.query(
    `select name from unnest($1::text[]) name
     where 3 > (select count(*) from pg_trigger where tgrelid = name::regclass and tgname like 'facts\\_%' and tgenabled = 'O')`,
    [[...read]],
  );
  return rows.map(({ name }) => name);
}

describe('what bookings rest on', () => {
  it('is asked for once, and again when it has changed', async () => {
    expect(await asked()).toHaveLength(3);
    expect(await asked()).toEqual([]);
    await clinic.owner.query('update scheduling.availability set opens_at = opens_at');
    expect(await asked()).toHaveLength(3);
    expect(await asked()).toEqual([]);
  });

  it('is read from tables that tell of their changes', async () => {
    await book();
    const { statements } = clinic.app.get(TenantDatabase).recollections;
    expect(statements.size).toBeGreaterThanOrEqual(3);
    const tables = await tablesOfAll(statements);
    expect([...tables]).toEqual(
      expect.arrayContaining(['identity.user', 'identity.group_member', 'accounts.site', 'scheduling.availability']),
    );
    expect(await thatTellNothing(statements)).toEqual([]);
  });

  it('would be caught reading from others', async () => {
    const careless = 'select (select name from accounts.account where id = $1::uuid) from scheduling.therapy_session';
    expect(await thatTellNothing([careless])).toEqual(['accounts.account', 'scheduling.therapy_session']);
  });

  const user = (name: string, set: string) => `update identity.user set ${set} where email = '${name}@demo.test'`;
  const site = (status: string) => `update accounts.site set status = '${status}' where name = 'Riverside'`;
  const hours = (set: string) => `update scheduling.availability set ${set}`;
  const grants = (set: string, role: string) =>
    `update platform.object_grant set subject = '${set}' where subject = '${role}' and object_type = 'site'`;

  it.each([
    ['the patient is deactivated', user('patient', 'active = false'), user('patient', 'active = true')],
    ['the therapist is deactivated', user('therapist', 'active = false'), user('therapist', 'active = true')],
    [
      'the therapist is one no longer',
      user('therapist', `roles = '{viewer}'`),
      user('therapist', `roles = '{therapist}'`),
    ],
    ['the site is archived', site('archived'), site('open')],
    ['the hours are others', hours(`valid_until = '2000-01-01'`), hours('valid_until = null')],
    ['the site is shut to therapists', grants('role:t', 'role:therapist'), grants('role:therapist', 'role:t')],
  ])('counts at once when %s, whoever did it', async (_what, change, undo) => {
    expect((await book()).status).toBe(201);
    await clinic.owner.query(change);
    expect((await book()).body.success).toBe(false);
    await clinic.owner.query(undo);
    expect((await book()).status).toBe(201);
  });
});
