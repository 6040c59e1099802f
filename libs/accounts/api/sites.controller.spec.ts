import { describe, expect, it } from 'vitest';
import type { Role } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { CreateAccount } from '../commands/create-account.js';
import { SitesOfAccount } from '../queries/sites-of-account.js';
import { type AccountsApplication, actor, practiceForEach, within } from '../testing/accounts-application.js';

let app: AccountsApplication;
let accountId: string;
let siteId: string;
practiceForEach((given) => {
  ({ app, accountId, siteId } = given);
});

const manager = () => actor(accountId, 'admin');
const send = (method: 'POST' | 'PATCH', path: string, body?: object, role: Role = 'admin') =>
  app.send(method, path, actor(accountId, role), { body });
const typesOf = async (id: string) => (await app.eventsOf(id)).map(({ type }) => type);
const actionsOf = (data: { actions: { name: string }[] }) => data.actions.map(({ name }) => name);

describe('sites', () => {
  it('are created, changed, archived and opened again, and each is told', async () => {
    const site = { name: 'Hilltop', timeZone: 'America/New_York', address: 'Top Road 2' };
    const created = await send('POST', '/sites', site);
    expect([created.status, created.body.data]).toEqual([201, expect.objectContaining({ ...site, status: 'open' })]);
    const { id } = created.body.data;
    const changed = await send('PATCH', `/sites/${id}`, { name: 'Summit', timeZone: 'America/New_York' });
    expect(changed.body.data).toMatchObject({ ...site, name: 'Summit' });
    expect(actionsOf((await send('POST', `/sites/${id}/archive`)).body.data)).toContain('restore');
    await send('POST', `/sites/${id}/archive`);
    expect(actionsOf((await send('POST', `/sites/${id}/restore`)).body.data)).toContain('archive');
    // For whom it is opened is told, too: for all three kinds of people who need it.
    const opened = ['access.granted', 'access.granted', 'access.granted'];
    expect(await typesOf(id)).toEqual(['site.created', ...opened, 'site.updated', 'site.archived', 'site.restored']);
    expect((await app.eventsOf(id))[4]?.data).toEqual({ siteId: id, changed: ['name'] });
  });

  it('need a zone that there is', async () => {
    for (const [method, path, body] of [
      ['POST', '/sites', { name: 'Nowhere', timeZone: 'Mars/Olympus' }],
      ['PATCH', `/sites/${siteId}`, { timeZone: 'Mars/Olympus' }],
    ] as const) {
      const answer = await send(method, path, body);
      expect([answer.status, Object.keys(answer.body.error.details.fields)]).toEqual([422, ['timeZone']]);
    }
  });

  it('are told to other contexts as archived', async () => {
    await send('POST', `/sites/${siteId}/archive`);
    const directory = app.nest.get(SitesOfAccount, { strict: false });
    expect((await within(accountId, () => directory.site(siteId))).archived).toBe(true);
  });

  it('of another account are not found, whatever is to be done with them', async () => {
    const other = await app.practice();
    const paths = ['', '/archive', '/restore', '/sectors'].map((path) => `/sites/${other.siteId}${path}`);
    for (const path of paths) {
      const answer = await send(
        path.endsWith(other.siteId) ? 'PATCH' : 'POST',
        path,
        path.endsWith('sectors') ? { name: 'X' } : path.endsWith(other.siteId) ? { name: 'X' } : undefined,
      );
      expect([path, answer.status, answer.body.error.code]).toEqual([path, 404, 'SITE_NOT_FOUND']);
    }
    expect(new Set(await typesOf(other.siteId))).toEqual(new Set(['site.created', 'access.granted']));
  });

  it('are as many as the plan allows, however many are made at once', async () => {
    const id = newId();
    await app.commands.execute(new CreateAccount('Small', id, { plan: 'practice' }));
    const making = Array.from({ length: 12 }, (_, at) =>
      app.send('POST', '/sites', actor(id, 'owner'), { body: { name: `Site ${at}`, timeZone: 'UTC' } }),
    );
    const answers = await Promise.all(making);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    const [refused] = answers.filter(({ status }) => status !== 201);
    expect([refused?.status, refused?.body.error]).toEqual([
      409,
      expect.objectContaining({ code: 'PLAN_LIMIT_CONFLICT', details: { limit: 'sites', allowed: 5, used: 5 } }),
    ]);
    const made = answers.find(({ status }) => status === 201)?.body.data;
    const owner = actor(id, 'owner');
    await app.send('POST', `/sites/${made.id}/archive`, owner);
    expect((await app.send('POST', '/sites', owner, { body: { name: 'Freed', timeZone: 'UTC' } })).status).toBe(201);
    expect((await app.send('POST', `/sites/${made.id}/restore`, owner)).body.error.code).toBe('PLAN_LIMIT_CONFLICT');
  });
});

describe('sectors', () => {
  it('are created, renamed and archived, and each is told', async () => {
    const { status, body } = await send('POST', `/sites/${siteId}/sectors`, { name: 'Youth' });
    expect([status, body.data]).toEqual([201, expect.objectContaining({ siteId, name: 'Youth', status: 'open' })]);
    const path = `/sites/${siteId}/sectors/${body.data.id}`;
    await send('PATCH', path, { name: 'Young people' });
    expect((await send('POST', `${path}/archive`)).body.data).toMatchObject({
      name: 'Young people',
      status: 'archived',
    });
    expect(await typesOf(body.data.id)).toEqual(['sector.created', 'sector.updated', 'sector.archived']);
    const history = (await app.send('GET', `${path}/events`, manager())).body;
    expect(history.results).toHaveLength(3);
    const directory = app.nest.get(SitesOfAccount, { strict: false });
    expect((await within(accountId, () => directory.site(siteId))).sectorIds).toEqual([]);
  });

  it('are opened again once they were archived, which is told once', async () => {
    const { body } = await send('POST', `/sites/${siteId}/sectors`, { name: 'Youth' });
    const path = `/sites/${siteId}/sectors/${body.data.id}`;
    const moves = async (step: string) => {
      const { data } = (await send('POST', `${path}/${step}`)).body;
      return [data.status, data.actions.filter(({ name }: { name: string }) => /archive|restore/.test(name))];
    };
    const offered = (name: string) => [{ name, method: 'POST', href: `/api/v1/account${path}/${name}` }];
    expect(await moves('archive')).toEqual(['archived', offered('restore')]);
    expect(await moves('restore')).toEqual(['open', offered('archive')]);
    expect(await moves('restore')).toEqual(['open', offered('archive')]);
    expect(await typesOf(body.data.id)).toEqual(['sector.created', 'sector.archived', 'sector.restored']);
    const directory = app.nest.get(SitesOfAccount, { strict: false });
    expect((await within(accountId, () => directory.site(siteId))).sectorIds).toEqual([body.data.id]);
  });

  it('are not found at another site', async () => {
    const { body } = await send('POST', `/sites/${siteId}/sectors`, { name: 'Youth' });
    const elsewhere = (await send('POST', '/sites', { name: 'Hilltop', timeZone: 'UTC' })).body.data.id;
    for (const method of ['GET', 'PATCH'] as const) {
      const path = `/sites/${elsewhere}/sectors/${body.data.id}`;
      const answer = await app.send(method, path, manager(), { body: method === 'PATCH' ? { name: 'X' } : undefined });
      expect([answer.status, answer.body.error.code]).toEqual([404, 'SECTOR_NOT_FOUND']);
    }
  });
});

describe('sites and sectors over GraphQL', () => {
  it('are made and changed as over REST', async () => {
    const run = async (mutation: string) => (await app.graphql(`mutation { ${mutation} }`, accountId, 'owner')).data;
    const { createSite } = await run('createSite(input: { name: "Hilltop", timeZone: "UTC" }) { id address }');
    expect(createSite.address).toBe('');
    expect(await run(`updateSite(id: "${createSite.id}", input: { name: "Summit" }) { name }`)).toEqual({
      updateSite: { name: 'Summit' },
    });
    const { createSector } = await run(`createSector(siteId: "${createSite.id}", input: { name: "Youth" }) { id }`);
    expect(await run(`updateSector(id: "${createSector.id}", input: { name: "Adults" }) { name }`)).toEqual({
      updateSector: { name: 'Adults' },
    });
    expect(await run(`archiveSector(id: "${createSector.id}") { status actions { name } }`)).toEqual({
      archiveSector: { status: 'archived', actions: [{ name: 'events' }, { name: 'update' }, { name: 'restore' }] },
    });
    expect(await run(`restoreSector(id: "${createSector.id}") { status }`)).toEqual({
      restoreSector: { status: 'open' },
    });
    expect(await run(`archiveSite(id: "${createSite.id}") { status }`)).toEqual({
      archiveSite: { status: 'archived' },
    });
    expect(await run(`restoreSite(id: "${createSite.id}") { status }`)).toEqual({ restoreSite: { status: 'open' } });
  });
});
