import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sites } from '#apps/standalone/demo-practice.js';
import { type Answer, type Client, client, type Json, type Practice, practice } from '#test/support/practice.js';
import { ResourceTracking } from './resource-tracking.js';

let house: Practice;

beforeAll(async () => {
  house = await practice();
});
afterAll(() => house?.[Symbol.asyncDispose]());

const TRACKED = { 'x-debug-resource-tracking': 'true' };
const REPORTS = '/api/v1/system/resource-reports';

describe('a request that asks what it costs', () => {
  it('is told statements without values, contract calls, time and memory', async () => {
    const admin = await house.as('admin');
    const made = await admin.post('/api/v1/therapy-sessions', house.booking(), TRACKED);
    expect(made.status).toBe(201);
    const id = made.headers.get('x-resource-tracking-id');
    const { status, body } = await admin.get(`${REPORTS}/${id}`);
    expect(status).toBe(200);
    const { database, contractCalls, ...report } = body.data;
    expect(report).toMatchObject({ id, method: 'POST', route: '/api/v1/therapy-sessions', status: 201 });
    expect(report.requestId).toBe(made.headers.get('x-request-id'));
    for (const figure of [report.durationMs, report.cpuMs, database.ms]) expect(figure).toBeGreaterThan(0);
    expect(database.queries).toBe(database.statements.length);
    const text = JSON.stringify(body);
    expect(text).toContain('insert into scheduling.therapy_session');
    expect(text).not.toContain(house.id('patient'));
    expect(contractCalls.length).toBeGreaterThan(0);
    expect(ResourceTracking.active).toBe(0);
  });

  it('is told by another process too', async () => {
    const admin = await house.as('admin');
    const { headers } = await admin.get('/api/v1/account', TRACKED);
    const id = headers.get('x-resource-tracking-id') as string;
    const kept = () => house.owner.query('select report from platform.resource_report where id = $1', [id]);
    await house.until('it is kept', async () => (await kept()).rowCount === 1);
    const { rows } = await kept();
    expect(rows[0].report).toMatchObject({ id, route: '/api/v1/account' });
    await house.owner.query('update platform.resource_report set id = $2 where id = $1', [id, OTHER]);
    expect((await admin.get(`${REPORTS}/${OTHER}`)).status).toBe(200);
  });

  it('is told in the account that it worked in only', async () => {
    const { headers } = await (await house.as('admin')).get('/api/v1/account', TRACKED);
    const path = `${REPORTS}/${headers.get('x-resource-tracking-id')}`;
    const { status, body } = await (await house.as('otherAdmin')).get(path);
    expect([status, body.error.code]).toEqual([404, 'RESOURCE_REPORT_NOT_FOUND']);
    expect((await (await house.as('patient')).get(path)).status).toBe(403);
  });

  it.each(['patient', 'therapist'] as const)('is not tracked for a %s', async (name) => {
    const { headers } = await (await house.as(name)).get('/api/v1/account', TRACKED);
    expect(headers.get('x-resource-tracking-id')).toBeNull();
    expect(ResourceTracking.active).toBe(0);
  });

  it.each([
    ['nobody in particular', ''],
    ['a bad credential', 'nonsense'],
  ])('is not tracked for %s', async (_who, token) => {
    const { headers } = await client(house.url, token).get('/api/v1/account', TRACKED);
    expect(headers.get('x-resource-tracking-id')).toBeNull();
    expect(ResourceTracking.active).toBe(0);
  });

  it('is told what it cost before its handler, too: the look-up of a key, its place, its idempotency key', async () => {
    const admin = await house.as('admin');
    const { body: made } = await admin.post('/api/v1/auth/api-keys', {
      name: 'Tracked',
      scopes: ['scheduling.session.schedule', 'accounts.site.use'],
    });
    const headers = { ...TRACKED, 'x-api-key': made.data.key, 'x-site-id': sites[0].id, 'idempotency-key': 'tracked' };
    const sent = await client(house.url).post('/api/v1/therapy-sessions', {}, headers);
    expect(sent.status).toBe(422);
    const text = (await statementsOf(admin, sent)).join();
    for (const table of ['api_key', 'accounts.site', 'insert into platform.idempotency', "set state = 'answered'"])
      expect(text).toContain(table);
  });

  it('is told also when it was refused on its way', async () => {
    const admin = await house.as('admin');
    const refused = await admin.get('/api/v1/users', { ...TRACKED, 'x-site-id': OTHER });
    expect(refused.status).toBe(404);
    expect(await statementsOf(admin, refused)).toContainEqual(expect.stringContaining('accounts.site'));
    const { body } = await admin.get(`${REPORTS}/${refused.headers.get('x-resource-tracking-id')}`);
    expect(body.data).toMatchObject({ status: 404, route: '/api/v1/users' });
  });
});

async function statementsOf(admin: Client, { headers }: Answer): Promise<string[]> {
  const { body } = await admin.get(`${REPORTS}/${headers.get('x-resource-tracking-id')}`);
  return body.data.database.statements.map(({ statement }: Json) => statement);
}

const OTHER = '01900000-0000-7000-8000-00000000aaaa';
