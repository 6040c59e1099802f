import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseForAll } from '#test/support/database.js';
import type { Actor } from '../context/actor.js';
import { newId } from '../context/ids.js';
import { listDefinition } from '../lists/list-definition.js';
import { runList } from '../lists/list-query.js';
import { readListRequest } from '../lists/list-request.js';
import { AccessControl } from './access-control.js';
import type { Grant } from './object-grants.js';
import { groupSubject, type Subject, userSubject } from './subject.js';
import { type AccessLab, accessLab } from './testing/access-lab.js';
import { fixturePermissions } from './testing/documents-fixture.js';

const DOCUMENTS = 3_000;
const VIEW = fixturePermissions['document.view'];
const definition = listDefinition({
  ordering: '-id',
  fields: {
    id: { column: 'id', type: 'uuid', sort: true },
    title: { column: 'title', type: 'text', filter: true },
  },
});
const database = databaseForAll();
const accountId = newId();
let lab: AccessLab;
let ids: string[];

beforeAll(async () => {
  lab = await accessLab(database.ownerUrl);
  const { rows } = await lab.owner.query(
    `with type as (insert into fixture.document_type values (uuidv7(), $1) returning id), cabinet as (
       insert into fixture.cabinet values (uuidv7(), $1, null) returning id
     ) insert into fixture.document (id, account_id, document_type_id, cabinet_id, title)
       select uuidv7(), $1, type.id, cabinet.id, case when n % 3 = 0 then 'third' else 'other' end
       from type, cabinet, generate_series(1, ${DOCUMENTS}) n returning id`,
    [accountId],
  );
  ids = rows.map(({ id }) => id).sort();
});
afterAll(() => lab?.[Symbol.asyncDispose]());

const user = (roles: Actor['roles'] = []): Actor => ({ userId: newId(), accountId, roles });
const tenant = () => lab.database.forAccount(accountId);
const grantAll = (subject: Subject, objects: readonly string[]) =>
  lab.owner.query(
    `insert into platform.object_grant (account_id, subject, permission, object_type, object_id, id)
     select $1, $2, $3, 'document', id, uuidv7() from unnest($4::uuid[]) id`,
    [accountId, subject, VIEW.name, objects],
  );
async function listed(actor: Actor, query: Record<string, string> = {}) {
  const visible = await lab.access.restrict(actor, VIEW, 'document');
  const request = readListRequest(definition, query);
  const page = await tenant().readTogether((tx) => runList(tx, { table: 'fixture.document', visible }, request));
  return { count: page.count, ids: page.items.map(({ id }) => id as string) };
}
const newest = (objects: readonly string[], most = 20) => objects.toSorted().reverse().slice(0, most);

describe('a list of what was granted', () => {
  it.each([
    ['few', 10],
    ['many', 2_000],
  ])('shows and counts %s, with filters too', async (_what, number) => {
    const actor = user();
    const granted = ids.filter((_id, at) => at % Math.floor(DOCUMENTS / number) === 0);
    await grantAll(userSubject(actor.userId), granted);
    expect(await listed(actor)).toEqual({ count: granted.length, ids: newest(granted) });
    const thirds = await listed(actor, { title: 'third' });
    expect(thirds.count).toBeLessThan(granted.length);
    expect(granted).toEqual(expect.arrayContaining(thirds.ids));
  });

  it('shows once what comes by several ways, and counts it once', async () => {
    const actor = user(['therapist']);
    const group = newId();
    await tenant().write((tx) => lab.groups.add(tx, group, [actor.userId]));
    await grantAll(userSubject(actor.userId), ids.slice(0, 1_500));
    await grantAll(groupSubject(group), ids.slice(1_000, 2_000));
    await lab.owner.query('update fixture.document set therapist_id = $1 where id = any ($2)', [
      actor.userId,
      ids.slice(1_990, 2_010),
    ]);
    expect(await listed(actor)).toEqual({ count: 2_010, ids: newest(ids.slice(0, 2_010)) });
    await tenant().write((tx) => lab.groups.remove(tx, group, [actor.userId]));
    expect((await listed(actor)).count).toBe(1_520);
  });

  it('does not count grants on what is deleted: they end with it', async () => {
    const actor = user();
    await grantAll(userSubject(actor.userId), ids.slice(0, 5));
    await tenant().write((tx) =>
      tx.execute('delete from fixture.document where id = any ($1::uuid[])', [ids.slice(0, 2)]),
    );
    expect(await listed(actor)).toEqual({ count: 3, ids: newest(ids.slice(2, 5)) });
    const left = await tenant().read((tx) =>
      tx.query<Grant>('select id from platform.object_grant where object_id = any ($1::uuid[])', [ids.slice(0, 2)]),
    );
    expect(left).toEqual([]);
  });

  it('is empty for an API key that is not for it', async () => {
    const actor = { ...user(), scopes: ['fixture.document.edit'] };
    await grantAll(userSubject(actor.userId), ids.slice(10, 20));
    expect(await listed(actor)).toEqual({ count: 0, ids: [] });
    expect(await lab.access.holdsAny(actor, VIEW)).toBe(false);
    expect(await lab.access.holdsAny({ ...actor, scopes: undefined }, VIEW)).toBe(true);
  });

  it('asks the database nothing for those whose roles decide', async () => {
    const away = new AccessControl(lab.types, undefined as never);
    const admin = user(['admin']);
    expect(await away.restrict(admin, VIEW, 'document')).toBeUndefined();
    expect((await away.permissionsOn(admin, 'document', ['x'], [VIEW])).get('x')).toEqual(new Set([VIEW.name]));
  });

  it('is not granted on what does not exist', async () => {
    const wish = { subject: userSubject(newId()), permission: VIEW.name, grantedBy: null };
    const grant = tenant().write((tx) => lab.grants.grant(tx, { ...wish, object: { type: 'document', id: newId() } }));
    await expect(grant).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' });
  });
});
