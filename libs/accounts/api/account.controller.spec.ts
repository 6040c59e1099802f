import { describe, expect, it } from 'vitest';
import { ROLES, type Role } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { CreateSector } from '../commands/create-sector.js';
import { CreateSite } from '../commands/create-site.js';
import { type AccountsApplication, practiceForEach } from '../testing/accounts-application.js';

let app: AccountsApplication;
let accountId: string;
let siteId: string;
practiceForEach((given) => {
  ({ app, accountId, siteId } = given);
});

const MANAGERS: Role[] = ['developer', 'owner', 'admin', 'system'];
const OPERATORS: Role[] = ['developer', 'system'];

const get = (path: string, role?: Role) => app.get(path, accountId, role);

describe('the account over REST', () => {
  it.each(ROLES)('is shown to a %s', async (role) => {
    const { status, body } = await get('', role);
    expect(status).toBe(200);
    expect(body.data).toEqual({
      id: accountId,
      name: 'Demo Practice',
      slug: null,
      standing: 'active',
      locale: 'en',
      timeZone: 'Etc/UTC',
      selfRegistration: false,
      siteAccess: 'everyone',
      retention: [],
      features: ['groups', 'api_keys', 'object_access'],
      system: false,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      plan: MANAGERS.includes(role) ? expect.objectContaining({ name: 'self_hosted', state: 'active' }) : null,
      actions: expect.arrayContaining([{ name: 'sites', method: 'GET', href: '/api/v1/account/sites' }]),
    });
    const names = body.data.actions.map(({ name }: { name: string }) => name);
    expect(names.includes('update')).toBe(MANAGERS.includes(role));
    expect(names.includes('events')).toBe(MANAGERS.includes(role));
    expect(names.includes('set-plan-state')).toBe(OPERATORS.includes(role));
  });

  it('is not shown to nobody', async () => {
    for (const path of ['', '/events', '/sites', `/sites/${siteId}`, `/sites/${siteId}/sectors`]) {
      const { status, body } = await app.get(path);
      expect([status, body.error.code]).toEqual([401, 'UNAUTHENTICATED']);
    }
  });

  it('is closed when the plan has ended or there is no such account', async () => {
    await app.owner.query(`update platform.admission set standing = 'plan_inactive' where account_id = $1`, [
      accountId,
    ]);
    expect((await get('')).body.error.code).toBe('PLAN_INACTIVE');
    expect((await app.get('', newId(), 'owner')).body.error.code).toBe('ACCOUNT_REQUIRED');
  });

  it('lists its sites, by name, in pages, as they were asked for', async () => {
    await app.commands.execute(
      new CreateSite({ accountId, name: 'Hilltop', timeZone: 'America/New_York', address: 'Top Road 2' }),
    );
    const { body } = await get('/sites');
    expect(body).toMatchObject({ count: 2, countExact: true, next: null, previous: null });
    expect(body.results).toMatchObject([
      { name: 'Hilltop', timeZone: 'America/New_York', address: 'Top Road 2' },
      {
        id: siteId,
        name: 'Riverside',
        actions: [
          { name: 'sectors', href: `/api/v1/account/sites/${siteId}/sectors` },
          { name: 'events', href: `/api/v1/account/sites/${siteId}/events` },
        ],
      },
    ]);
    const page = (await get('/sites?pageSize=1&fields=name')).body;
    expect(page.results).toEqual([{ name: 'Hilltop' }]);
    expect((await get(page.next.slice('/api/v1/account'.length))).body.results).toEqual([{ name: 'Riverside' }]);
    expect((await get('/sites?search=river')).body.results).toHaveLength(1);
    expect((await get('/sites?fields=actions')).body.results[1].actions[0].href).toContain(siteId);
    expect((await get('/sites?secret=1')).status).toBe(422);
  });

  it('shows nothing of another account', async () => {
    const other = await app.practice();
    const { body } = await get('/sites');
    expect(body.results.map(({ id }: { id: string }) => id)).toEqual([siteId]);
    for (const id of [other.siteId, newId(), 'no-id']) {
      for (const path of ['', '/sectors', '/events']) {
        const { status, body: refused } = await get(`/sites/${id}${path}`);
        expect([status, refused.error.code]).toEqual([404, 'SITE_NOT_FOUND']);
      }
    }
  });

  it('tells its own history and that of its sites', async () => {
    const types = async (path: string, role?: Role) =>
      (await get(path, role)).body.results.map(({ type }: { type: string }) => type);
    expect(await types('/events', 'owner')).toEqual(['account.created']);
    for (const role of ROLES.filter((each) => !MANAGERS.includes(each))) {
      expect((await get('/events', role)).body.error.code).toBe('PERMISSION_DENIED');
      const { errors } = await app.graphql('{ account { events { type } } }', accountId, role);
      expect(errors[0].extensions.code).toBe('PERMISSION_DENIED');
    }
    expect(await types(`/sites/${siteId}/events`)).toEqual(['site.created']);
    expect((await get(`/sites/${siteId}`)).body.data).toMatchObject({ id: siteId, timeZone: 'Europe/Vienna' });
  });
});

describe('the account over GraphQL', () => {
  it('is what it is over REST, with all that hangs on it', async () => {
    await app.commands.execute(new CreateSector({ accountId, siteId, name: 'Youth' }));
    await app.commands.execute(new CreateSector({ accountId, siteId, name: 'Adults' }));
    const { data } = await app.graphql(
      `{
      account {
        id name slug standing locale timeZone selfRegistration siteAccess retention { objectType days } features system createdAt
        plan { name } events { type } actions { name method href }
      }
      sites { count nextCursor items { id name timeZone address sectors { siteId name } events { type } actions { name } } }
      site(id: "${siteId}") { name }
    }`,
      accountId,
      'owner',
    );
    const { actions, events: history, plan, ...account } = data.account;
    expect({ ...account, actions, plan: expect.objectContaining(plan) }).toEqual((await get('', 'owner')).body.data);
    expect(history).toEqual([{ type: 'account.created' }]);
    expect(data.sites).toEqual({
      count: 1,
      nextCursor: null,
      items: [
        {
          id: siteId,
          name: 'Riverside',
          timeZone: 'Europe/Vienna',
          address: 'Quay 1',
          sectors: [
            { siteId, name: 'Adults' },
            { siteId, name: 'Youth' },
          ],
          events: [
            ...['access.granted', 'access.granted', 'access.granted'].map((type) => ({ type })),
            { type: 'site.created' },
          ],
          actions: ['sectors', 'events', 'update', 'archive', 'create-sector', 'grant-access'].map((name) => ({
            name,
          })),
        },
      ],
    });
    expect(data.site).toEqual({ name: 'Riverside' });
  });

  it('lists its sites in pages', async () => {
    await app.commands.execute(new CreateSite({ accountId, name: 'Hilltop', timeZone: 'UTC', address: '' }));
    const page = async (cursor: string) =>
      (await app.graphql(`{ sites(pageSize: 1${cursor}) { nextCursor items { name } } }`, accountId)).data.sites;
    const first = await page('');
    expect(first.items).toEqual([{ name: 'Hilltop' }]);
    expect(await page(`, cursor: "${first.nextCursor}"`)).toEqual({ nextCursor: null, items: [{ name: 'Riverside' }] });
  });

  it('finds no site of another account', async () => {
    const other = await app.practice();
    const { data, errors } = await app.graphql(`{ site(id: "${other.siteId}") { name } }`, accountId);
    expect([data.site, errors[0].extensions.code]).toEqual([null, 'SITE_NOT_FOUND']);
  });
});
