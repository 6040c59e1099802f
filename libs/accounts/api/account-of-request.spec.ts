import { beforeEach, describe, expect, it } from 'vitest';
import { type Actor, ROLES, type Role } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { CreateAccount } from '../commands/create-account.js';
import { PlaceOfRequest } from '../commands/place-of-request.js';
import { type AccountsApplication, actor, practiceForEach } from '../testing/accounts-application.js';
import { AccountOfRequest } from './account-of-request.js';

let app: AccountsApplication;
let accountId: string;
let siteId: string;
let sectorId: string;
let other: { accountId: string; siteId: string };
practiceForEach((given) => {
  ({ app, accountId, siteId } = given);
});
beforeEach(async () => {
  other = await app.practice();
  const manager = actor(accountId, 'owner');
  sectorId = (await app.send('POST', `/sites/${siteId}/sectors`, manager, { body: { name: 'Youth' } })).body.data.id;
});

const at = (headers: Record<string, string>, who: Actor = actor(accountId, 'patient')) =>
  app.send('GET', '', who, { headers });
const crossings = async (account = other.accountId) =>
  (await app.eventsOf(account)).filter(({ type }) => type === 'account.crossed');

describe('the site and sector of a request', () => {
  it('are carried by what it causes', async () => {
    const headers = { 'x-site-id': siteId, 'x-sector-id': sectorId };
    await app.send('PATCH', `/sites/${siteId}`, actor(accountId, 'owner'), { body: { name: 'Riverbank' }, headers });
    const { rows } = await app.owner.query(
      `select site_id, sector_id from messaging.event where target_id = $1 and type = 'site.updated'`,
      [siteId],
    );
    expect(rows).toEqual([{ site_id: siteId, sector_id: sectorId }]);
  });

  it.each([
    ['a site of another account', () => ({ 'x-site-id': other.siteId }), 404, 'SITE_NOT_FOUND'],
    ['a site that there is not', () => ({ 'x-site-id': newId() }), 404, 'SITE_NOT_FOUND'],
    ['a sector that there is not', () => ({ 'x-sector-id': newId() }), 404, 'SECTOR_NOT_FOUND'],
    ['a sector elsewhere', () => ({ 'x-site-id': siteId, 'x-sector-id': newId() }), 404, 'SECTOR_NOT_FOUND'],
    ['no id of a site', () => ({ 'x-site-id': 'riverside' }), 422, 'VALIDATION_FAILED'],
    ['no id of a sector', () => ({ 'x-sector-id': '1' }), 422, 'VALIDATION_FAILED'],
    ['no id of an account', () => ({ 'x-account-id': '*' }), 422, 'VALIDATION_FAILED'],
  ] as const)('are not %s', async (_what, headers, status, code) => {
    const answer = await at(headers());
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  });

  it('are of those that the caller may use', async () => {
    const patient = actor(accountId, 'patient');
    expect((await at({ 'x-site-id': siteId, 'x-sector-id': sectorId }, patient)).status).toBe(200);
    await app.send('PATCH', '', actor(accountId, 'owner'), { body: { siteAccess: 'listed' } });
    expect((await at({ 'x-site-id': siteId }, patient)).body.error.code).toBe('SITE_NOT_FOUND');
    expect((await at({ 'x-sector-id': sectorId }, patient)).body.error.code).toBe('SECTOR_NOT_FOUND');
  });

  it('are those that the user of an API key may use, whatever its scopes', async () => {
    const scopes = ['accounts.account.view'];
    const headers = { 'x-site-id': siteId, 'x-sector-id': sectorId };
    const keys: Actor[] = [{ scopes }, { scopes, siteId }].map((narrowed) => ({
      ...actor(accountId, 'therapist'),
      ...narrowed,
      credential: 'api_key',
    }));
    for (const key of keys) {
      expect((await at(headers, key)).status).toBe(200);
      expect((await at({ 'x-sector-id': sectorId }, key)).status).toBe(200);
      expect((await at({ 'x-site-id': other.siteId }, key)).body.error.code).toBe('SITE_NOT_FOUND');
    }
    await app.send('PATCH', '', actor(accountId, 'owner'), { body: { siteAccess: 'listed' } });
    for (const key of keys) expect((await at(headers, key)).body.error.code).toBe('SITE_NOT_FOUND');
  });

  it('are those of the API key when it is bound, and no others', async () => {
    const key: Actor = { ...actor(accountId, 'owner'), siteId, credential: 'api_key' };
    const elsewhere = (
      await app.send('POST', '/sites', actor(accountId, 'owner'), { body: { name: 'Hilltop', timeZone: 'UTC' } })
    ).body.data.id;
    const answer = await at({ 'x-site-id': elsewhere }, key);
    expect([answer.status, answer.body.error.code]).toEqual([404, 'SITE_NOT_FOUND']);
    expect((await at({ 'x-site-id': siteId }, key)).status).toBe(200);
    await app.send('PATCH', `/sites/${siteId}`, key, { body: { name: 'Riverbank' } });
    const { rows } = await app.owner.query(
      `select site_id from messaging.event where type = 'site.updated' and target_id = $1`,
      [siteId],
    );
    expect(rows).toEqual([{ site_id: siteId }]);
  });
});

describe('acting in another account', () => {
  it.each(ROLES.filter((role) => !['developer', 'system'].includes(role)))('is refused to a %s', async (role) => {
    const { status, body } = await at({ 'x-account-id': other.accountId }, actor(accountId, role));
    expect([status, body.error.code]).toEqual([403, 'PERMISSION_DENIED']);
    expect(await crossings()).toEqual([]);
    expect((await at({ 'x-account-id': accountId }, actor(accountId, role))).status).toBe(200);
  });

  it.each(['developer', 'system'] as const)('is for a %s, who then sees that account', async (role: Role) => {
    const { status, body } = await at({ 'x-account-id': other.accountId }, actor(accountId, role));
    expect([status, body.data.id]).toEqual([200, other.accountId]);
  });

  it('is on record there: reads of a path once an hour, everything else each time, also what then fails', async () => {
    const developer = actor(accountId, 'developer');
    const headers = { 'x-account-id': other.accountId };
    const site = `/sites/${other.siteId}`;
    for (const path of ['', '', '/sites?search=anna', '/sites?search=berta', site, `${site}/events`, site]) {
      await app.send('GET', path, developer, { headers });
    }
    await app.send('PATCH', '', developer, { headers, body: { name: 'Looked after' } });
    await app.send('PATCH', '/sites/none?note=anna', developer, { headers, body: { name: 'X' } });
    const from = { accountId: other.accountId, fromAccountId: accountId };
    const told = (method: string, path: string) => ({ ...from, method, path: `/api/v1/account${path}` });
    expect((await crossings()).map(({ data }) => data)).toEqual([
      ...['', '/sites', site, `${site}/events`].map((path) => told('GET', path)),
      told('PATCH', ''),
      told('PATCH', '/sites/none'),
    ]);
    expect(await crossings(accountId)).toEqual([]);
    const { rows } = await app.owner.query(
      `select distinct actor_id, account_id from messaging.event where type = 'account.crossed' and account_id = $1`,
      [other.accountId],
    );
    expect(rows).toEqual([{ actor_id: developer.userId, account_id: other.accountId }]);
    expect((await app.get('', other.accountId)).body.data.name).toBe('Looked after');
  });

  it('is on record anew in the next hour, and of an address of any length', async () => {
    const developer = actor(accountId, 'developer');
    const read = (path: string) => app.send('GET', path, developer, { headers: { 'x-account-id': other.accountId } });
    await read('');
    await app.owner.query(`update accounts.crossing set hour = hour - interval '1 hour' where user_id = $1`, [
      developer.userId,
    ]);
    await read('');
    await read('');
    expect(await crossings()).toHaveLength(2);
    const { rowCount } = await app.owner.query('select from accounts.crossing where user_id = $1', [developer.userId]);
    expect(rowCount).toBe(1);
    expect((await read(`/${'long'.repeat(2_000)}`)).status).toBe(404);
    expect(await crossings()).toHaveLength(3);
  });

  it('reads once for each of many at the same moment', async () => {
    const developer = actor(accountId, 'developer');
    await Promise.all(Array.from({ length: 10 }, () => at({ 'x-account-id': other.accountId }, developer)));
    expect(await crossings()).toHaveLength(1);
    await at({ 'x-account-id': other.accountId }, actor(accountId, 'developer'));
    expect(await crossings()).toHaveLength(2);
  });

  it('is on record once, however often another process asks for one request', async () => {
    const developer = actor(accountId, 'developer');
    const place = app.nest.get(PlaceOfRequest, { strict: false });
    const request = { id: newId(), method: 'POST', path: '/', requestId: 'same', correlationId: 'same' };
    const find = (id: string) => place.find(developer, { ...request, id, wanted: { accountId: other.accountId } });
    await Promise.all([find(request.id), find(request.id)]);
    expect(await crossings()).toHaveLength(1);
    await find(newId());
    expect(await crossings()).toHaveLength(2);
  });

  it('ends with the developer’s own account and sign-in', async () => {
    const developer = actor(accountId, 'developer');
    await app.owner.query(`insert into platform.cutoff values ($1, $2)`, [developer.userId, Number.MAX_SAFE_INTEGER]);
    expect((await at({ 'x-account-id': other.accountId }, developer)).status).toBe(401);
    await app.owner.query(`update platform.admission set standing = 'suspended' where account_id = $1`, [accountId]);
    const { status } = await at({ 'x-account-id': other.accountId }, actor(accountId, 'developer'));
    expect(status).toBe(403);
    expect(await crossings()).toEqual([]);
  });

  it('reaches a suspended one only to mend it', async () => {
    const developer = actor(accountId, 'developer');
    const headers = { 'x-account-id': other.accountId };
    await app.send('PUT', '/plan-state', developer, { headers, body: { state: 'suspended' } });
    expect((await app.send('GET', '/sites', developer, { headers })).status).toBe(403);
    expect((await app.send('PUT', '/plan-state', developer, { headers, body: { state: 'active' } })).status).toBe(200);
    expect((await app.get('', other.accountId)).status).toBe(200);
  });

  it('is not for an account that there is not', async () => {
    expect((await at({ 'x-account-id': newId() }, actor(accountId, 'developer'))).body.error.code).toBe(
      'ACCOUNT_REQUIRED',
    );
  });

  it('is not for an API key that was narrowed', async () => {
    for (const narrowed of [{ scopes: ['accounts.account.view'] }, { siteId }]) {
      const key: Actor = { ...actor(accountId, 'developer'), ...narrowed };
      expect((await at({ 'x-account-id': other.accountId }, key)).status).toBe(403);
    }
  });
});

describe('the throttling of a request', () => {
  const resolve = (who: Actor) =>
    app.nest
      .get(AccountOfRequest, { strict: false })
      .resolve({ headers: {}, method: 'GET', url: '/', praxis: {} as never }, who);

  it('is what the plan of the account allows, and known without asking after the first time', async () => {
    const [id, other] = [newId(), newId()];
    await app.commands.execute(new CreateAccount('Small', id, { plan: 'starter' }));
    await app.commands.execute(new CreateAccount('Large', other, { plan: 'enterprise' }));
    const [large, small] = [actor(other, 'patient'), actor(id, 'patient')];
    expect((await resolve(small)).throttle).toEqual({ write: 60, read: 300, system: 100, default: 100 });
    expect((await resolve(large)).throttle).toEqual({ write: 300, read: 1500, system: 500, default: 500 });
    expect(resolve(small)).toEqual({
      accountId: id,
      siteId: undefined,
      throttle: expect.objectContaining({ read: 300 }),
    });
  });
});
