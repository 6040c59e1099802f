import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { databaseForAll } from '#test/support/database.js';

/** Tables with a site that their rows are not at, each with its reason. */
const NOT_AT_THEIR_SITE: Record<string, string> = {
  'identity.api_key':
    'the site that a key may be used at; the key itself is its user’s, who makes and ends it from anywhere',
  'messaging.event':
    'the site that the request worked at, written by the platform itself; the application cannot change it',
};

const database = databaseForAll();
let owner: pg.Client;
beforeAll(async () => {
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterAll(() => owner?.end());

interface Placed {
  readonly name: string;
  readonly sectored: boolean;
  readonly trigger: string | null;
}

/** Tables of accounts that have a site, with the definition of what keeps their rows to it. */
async function placedTables(): Promise<Placed[]> {
  const { rows } = await owner.query<Placed>(
    `with has as (
       select attrelid, attname from pg_attribute where not attisdropped and attname in ('account_id', 'site_id', 'sector_id')
     )
     select n.nspname || '.' || c.relname as name,
       exists (select from has where attrelid = c.oid and attname = 'sector_id') as sectored,
       (select pg_get_triggerdef(t.oid) from pg_trigger t
        where t.tgrelid = c.oid and t.tgname = 'align_with_place' and t.tgenabled = 'O') as trigger
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p')
       and 2 = (select count(*) from has where attrelid = c.oid and attname in ('account_id', 'site_id'))
     order by 1`,
  );
  return rows;
}

function complaints({ name, sectored, trigger }: Placed): string[] {
  if (name in NOT_AT_THEIR_SITE) return [];
  if (!trigger) return [`${name} has a site and no align_with_place`];
  const keeps = /BEFORE INSERT OR DELETE OR UPDATE ON .* FOR EACH ROW .*platform\.align_row/.test(trigger);
  return [
    ...(keeps ? [] : [`${name} has another trigger of that name`]),
    ...(sectored && !trigger.includes(`align_row('t')`) ? [`${name} has a sector that its rows are not kept to`] : []),
  ];
}

it('keeps the rows of every table that has a site to the one that is worked at', async () => {
  const tables = await placedTables();
  expect(tables.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'accounts.sector',
      'billing.charge',
      'scheduling.availability',
      'scheduling.therapy_session',
    ]),
  );
  expect(tables.flatMap(complaints)).toEqual([]);
});

it('has no exception for a table that there is not', async () => {
  const names = (await placedTables()).map(({ name }) => name);
  expect(Object.keys(NOT_AT_THEIR_SITE).filter((name) => !names.includes(name))).toEqual([]);
});

it.each([
  [
    'a new table forgets it',
    'create table scheduling.room (account_id uuid, site_id uuid)',
    'scheduling.room has a site and no align_with_place',
  ],
  ['it is dropped', 'drop trigger align_with_place on billing.charge', 'billing.charge has a site and no'],
  [
    'it is switched off',
    'alter table scheduling.availability disable trigger align_with_place',
    'scheduling.availability has a site and no',
  ],
  ['a table gains a sector', 'alter table billing.charge add sector_id uuid', 'billing.charge has a sector that'],
])('is missed when %s', async (_what, statement, complaint) => {
  await owner.query('begin');
  await owner.query(statement);
  const found = (await placedTables()).flatMap(complaints);
  await owner.query('rollback');
  expect(found.join()).toContain(complaint);
});
