import { afterAll, beforeAll, expect, it } from 'vitest';
import { accounts } from '#apps/standalone/demo-practice.js';
import { chargeList } from '#billing/queries/list-charges.js';
import { invitationList } from '#identity/queries/list-invitations.js';
import { grantList } from '#platform/access/grant-list.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { listStatements } from '#platform/lists/list-query.js';
import { readListRequest } from '#platform/lists/list-request.js';
import { type Practice, practice } from '#test/support/practice.js';

const accountId = accounts[0].id;
let clinic: Practice;

beforeAll(async () => {
  clinic = await practice();
  await clinic.owner.query(
    `insert into billing.charge (id, account_id, session_id, patient_id, therapist_id, site_id, amount_minor, currency, status,
       created_at, updated_at)
     select gen_random_uuid(), account_id, gen_random_uuid(), patient_id, therapist_id, site_id, n, currency, status, now(), now()
     from (select * from billing.charge limit 1) one, generate_series(1, 5000) n`,
  );
  await clinic.owner.query(
    `insert into platform.object_grant (account_id, subject, permission, object_type, object_id, id, granted_at)
     select $1, 'role:viewer', 'identity.user.view', 'user', gen_random_uuid(), gen_random_uuid(), now() - n * interval '1 s'
     from generate_series(1, 5000) n`,
    [accountId],
  );
  await clinic.owner.query(
    `insert into identity.invitation (id, account_id, email, roles, profile, state, invited_by, token_id, created_at, expires_at)
     select gen_random_uuid(), $1, n || '@example.test', '{patient}', '{}', 'open', $2, gen_random_uuid(), now(), now()
     from generate_series(1, 5000) n`,
    [accountId, clinic.id('admin')],
  );
  await clinic.owner.query('analyze billing.charge, platform.object_grant, identity.invitation');
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

it.each([
  ['charges by amount', 'billing.charge', chargeList, { ordering: '-amount' }, 'charge_by_amount'],
  ['grants by time', 'platform.object_grant', grantList, { ordering: 'grantedAt' }, 'object_grant_by_time'],
  ['invitations by address', 'identity.invitation', invitationList, { search: '17@' }, 'invitation_email_search'],
])('%s are read from an index under row-level security', async (_what, table, list, query, index) => {
  const { page } = listStatements({ table }, readListRequest(list, query));
  const database = clinic.app.get(TenantDatabase, { strict: false }).forAccount(accountId);
  const plan = await database.read((tx) => tx.query<{ 'QUERY PLAN': string }>(`explain ${page.sql}`, page.values));
  expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain(index);
});
