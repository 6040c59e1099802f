import 'reflect-metadata';
import pg from 'pg';
import { v7 } from 'uuid';
import { prepareDatabase } from '#apps/prepare-database.js';
import { accessToken } from './access-token.js';
import type { Practice } from './app-under-test.js';

const PEOPLE = 100;
const DAY_MS = 86_400_000;

/** Brings an empty database to the state in which servers start: the application's migrations, one practice, no sessions. */
export async function preparePractice(ownerUrl: string): Promise<Practice> {
  await prepareDatabase(ownerUrl);
  const ids = () => Array.from({ length: PEOPLE }, () => v7());
  const place = { accountId: v7(), siteId: v7(), sectorId: v7() };
  const people = { therapistIds: ids(), patientIds: ids(), adminId: v7() };
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await insertPlace(owner, place);
    await insertUsers(owner, place.accountId, [people.adminId], 'admin');
    await insertUsers(owner, place.accountId, people.therapistIds, 'therapist');
    await insertUsers(owner, place.accountId, people.patientIds, 'patient');
    await insertWorkingHours(owner, place, people.therapistIds);
  } finally {
    await owner.end();
  }
  const tokenOf = (id: string, role: string) => accessToken({ id, accountId: place.accountId, roles: [role] });
  return {
    ...place,
    therapistIds: people.therapistIds,
    patientIds: people.patientIds,
    adminToken: tokenOf(people.adminId, 'admin'),
    therapistToken: tokenOf(people.therapistIds[0]!, 'therapist'),
    firstDay: new Date(Date.now() + 2 * DAY_MS).toISOString().slice(0, 10),
    hours: [8, 9, 10, 11, 12, 13, 14, 15],
  };
}

type Place = Pick<Practice, 'accountId' | 'siteId' | 'sectorId'>;

async function insertPlace(owner: pg.Client, { accountId, siteId, sectorId }: Place): Promise<void> {
  await owner.query(`insert into platform.admission (account_id, standing) values ($1, 'active')`, [accountId]);
  await owner.query(
    `insert into accounts.account (id, account_id, name, created_at)
     values ($1, $1, 'Bench Practice', now())`,
    [accountId],
  );
  await owner.query(
    `insert into accounts.site (id, account_id, name, time_zone, address) values ($1, $2, 'Bench', 'Etc/UTC', 'Bench Street')`,
    [siteId, accountId],
  );
  await owner.query(
    `insert into platform.object_grant (account_id, subject, permission, object_type, object_id, id)
     select $1, 'role:' || role, 'accounts.site.use', 'site', $2, uuidv7()
     from unnest(array['therapist', 'patient', 'viewer']) as role`,
    [accountId, siteId],
  );
  await owner.query(
    `insert into accounts.sector (id, account_id, site_id, name) values ($1, $2, $3, 'Psychotherapy')`,
    [sectorId, accountId, siteId],
  );
  await owner.query(
    `insert into billing.price (id, account_id, session_type, duration_minutes, amount_minor, currency)
     values (uuidv7(), $1, 'individual', 45, 9000, 'EUR')`,
    [accountId],
  );
}

/** None of them can sign in. */
async function insertUsers(owner: pg.Client, accountId: string, ids: readonly string[], role: string): Promise<void> {
  await owner.query(
    `insert into identity.user (id, account_id, email, password_hash, first_name, last_name, roles, active, created_at,
       updated_at, version)
     select id, $1, $3 || n || '@bench.test', 'none', initcap($3), 'Number ' || n, array[$3], true, now(), now(), 1
     from unnest($2::uuid[]) with ordinality as given(id, n)`,
    [accountId, ids, role],
  );
}

async function insertWorkingHours(owner: pg.Client, { accountId, siteId }: Place, therapists: readonly string[]) {
  await owner.query(
    `insert into scheduling.availability (id, account_id, site_id, therapist_id, weekday, opens_at, closes_at)
     select uuidv7(), $1, $2, therapist, weekday, '07:00', '21:00'
     from unnest($3::uuid[]) therapist cross join generate_series(1, 7) weekday`,
    [accountId, siteId, therapists],
  );
}
