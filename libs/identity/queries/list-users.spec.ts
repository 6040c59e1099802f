import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { listStatements } from '#platform/lists/list-query.js';
import { readListRequest } from '#platform/lists/list-request.js';
import { databaseForAll } from '#test/support/database.js';
import type { Caller } from '../testing/caller.js';
import { IdentityApplication, type Member } from '../testing/identity-application.js';
import { userList } from './list-users.js';

const database = databaseForAll();
let app: IdentityApplication;

beforeAll(async () => {
  app = await IdentityApplication.start(database.ownerUrl);
});
afterAll(() => app.stop());

const USERS = '/api/v1/users';

describe('the list of users', () => {
  let staff: Caller & { member: Member };
  let made: Member[];

  beforeAll(async () => {
    const account = await app.account();
    staff = await app.signedIn({ accountId: account, email: 'zoe@list.test', roles: ['owner'] });
    made = [];
    for (const [firstName, lastName, email] of [
      ['Otto', 'Ziegler', 'anton@list.test'],
      [null, 'Anders', 'berta@list.test'],
      ['Lea', null, 'caesar@list.test'],
      ['Andrea', 'Meyer', 'dora@list.test'],
    ] as const) {
      made.push(await app.member({ accountId: account, email, roles: ['patient'], profile: { firstName, lastName } }));
    }
  });

  const emails = async (query: string) =>
    (await staff.get(`${USERS}?${query}`)).body.results.map(({ email }: Member) => email.split('@')[0]);

  const planOf = async (accountId: string, { sql, values }: { sql: string; values: unknown[] }) => {
    const database = app.nest.get(TenantDatabase).forAccount(accountId);
    const plan = await database.read((tx) => tx.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, values));
    return plan.map((line) => line['QUERY PLAN']).join('\n');
  };

  it('has the newest first', async () => {
    expect(await emails('')).toEqual(['dora', 'caesar', 'berta', 'anton', 'zoe']);
  });

  it('goes in any order from page to page, also over those without a name', async () => {
    const seen: string[] = [];
    for (let url: string | null = `${USERS}?ordering=lastName&pageSize=2`; url; ) {
      const { body } = await staff.get(url);
      seen.push(...body.results.map(({ email }: Member) => email.split('@')[0]));
      url = body.next;
    }
    expect(seen).toHaveLength(5);
    expect(seen.slice(2)).toEqual(['berta', 'dora', 'anton']);
    expect(await emails('ordering=-email')).toEqual(['zoe', 'dora', 'caesar', 'berta', 'anton']);
  });

  it('goes by first name and by change', async () => {
    expect((await emails('ordering=firstName')).slice(-3)).toEqual(['dora', 'caesar', 'anton']);
    expect((await emails('ordering=-firstName&pageSize=2')).slice(0, 2)).toEqual(['anton', 'caesar']);
    await staff.patch(`${USERS}/${made[1]?.id}`, { profile: { birthPlace: 'Bern' } });
    expect((await emails('ordering=-updatedAt'))[0]).toBe('berta');
    const { body } = await staff.get(`${USERS}/${made[1]?.id}`);
    expect(await emails(`updatedAt[gte]=${body.data.updatedAt}`)).toEqual(['berta']);
    expect(await emails('firstName=Lea')).toEqual(['caesar']);
  });

  it('tells whose address is verified', async () => {
    await app.sql('update identity.user set email_verified_at = now() where id = $1', [made[0]?.id]);
    expect(await emails('emailVerified=true')).toEqual(['anton']);
    expect(await emails('emailVerified=false')).toEqual(['dora', 'caesar', 'berta', 'zoe']);
  });

  it('finds by the beginning of address, first or last name', async () => {
    expect(await emails('search=AN')).toEqual(['dora', 'berta', 'anton']);
    expect(await emails('search=lea')).toEqual(['caesar']);
    expect(await emails('search=ea')).toEqual([]);
    expect(await emails('search=%25')).toEqual([]);
  });

  it('finds a name in any case, of any alphabet', async () => {
    const admin = await app.signedIn({ accountId: await app.account() });
    const profile = { firstName: 'Émile', lastName: 'Öztürk' };
    const { id } = await app.member({ accountId: admin.member.accountId, profile });
    for (const search of ['öz', 'ÖZTÜRK', 'émi', 'ÉMILE']) {
      const { body } = await admin.get(`${USERS}?search=${encodeURIComponent(search)}`);
      expect(body.results.map((user: Member) => user.id)).toEqual([id]);
    }
  });

  it('searches by indexes under row-level security, however many users there are', async () => {
    const { accountId } = staff.member;
    await app.sql(
      `insert into identity.user (id, account_id, email, password_hash, first_name, last_name, roles, active, created_at, updated_at, version)
       select uuidv7(), $1, 'crowd-' || n || '@list.test', 'x', 'Crowd', 'Crowd', '{patient}', true, '2001-01-01', now(), 1
       from generate_series(1, 5000) n`,
      [accountId],
    );
    await app.sql('analyze identity.user');
    const { page } = listStatements({ table: 'identity.user' }, readListRequest(userList, { search: 'lea' }));
    const lines = await planOf(accountId, page);
    for (const index of ['user_email_search', 'user_first_name_search', 'user_name_search'])
      expect(lines).toContain(index);
    expect(lines).not.toContain('Seq Scan');
    expect(await emails('search=lea')).toEqual(['caesar']);
  });

  it('goes in each order by an index, and finds the few whose address is verified, or is not', async () => {
    const planFor = (query: Record<string, string>) =>
      planOf(staff.member.accountId, listStatements({ table: 'identity.user' }, readListRequest(userList, query)).page);
    expect(await planFor({ ordering: 'updatedAt' })).toContain('user_updated');
    expect(await planFor({ ordering: '-firstName' })).toContain('user_first_name_order');
    expect(await planFor({ emailVerified: 'true' })).toContain('user_verified');
    await app.sql(`update identity.user set email_verified_at = now() where first_name = 'Crowd'`);
    await app.sql('analyze identity.user');
    expect(await planFor({ emailVerified: 'false' })).toContain('user_verified');
  });

  it('filters', async () => {
    await staff.delete(`${USERS}/${made[1]?.id}`);
    expect(await emails('active=false')).toEqual(['berta']);
    expect(await emails('roles=owner')).toEqual(['zoe']);
    expect(await emails('roles[in]=owner,admin')).toEqual(['zoe']);
    expect((await staff.get(`${USERS}?roles=king`)).status).toBe(422);
    expect((await staff.get(`${USERS}?roles[gte]=admin`)).status).toBe(422);
    expect((await staff.get(`${USERS}?password_hash=x`)).status).toBe(422);
  });

  it('gives the fields that were asked for', async () => {
    const { body } = await staff.get(`${USERS}?fields=email,profile,actions&search=zoe`);
    expect(body.results).toEqual([
      {
        email: 'zoe@list.test',
        profile: expect.objectContaining({ lastName: null }),
        actions: expect.arrayContaining([expect.objectContaining({ name: 'update' })]),
      },
    ]);
  });

  it('gives no field that users do not show, though it orders and searches by it', async () => {
    const answer = await staff.get(`${USERS}?fields=lastName`);
    expect([answer.status, answer.body.error?.details.fields]).toEqual([422, { fields: [expect.any(String)] }]);
  });
});
