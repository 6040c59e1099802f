import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sectors, sites } from '#apps/standalone/demo-practice.js';
import { type Client, client, type Practice, practice } from '#test/support/practice.js';

const [riverside, hilltop] = sites;
const [psychotherapy] = sectors;

let clinic: Practice;
let admin: Client;
let days = 30;
beforeAll(async () => {
  clinic = await practice();
  admin = await clinic.as('admin');
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

const setting = (siteAccess: string) => admin.patch('/api/v1/account', { siteAccess });
const accessOf = (name: 'patient' | 'therapist', siteId: string = riverside.id) =>
  `/api/v1/account/sites/${siteId}/access/${clinic.id(name)}`;
const put = async (path: string) =>
  (await fetch(new URL(path, clinic.url), { method: 'PUT', headers: { authorization: `Bearer ${admin.token}` } }))
    .status;
/** Each on a day of its own. */
async function book(as: Client, change: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  days += 1;
  const { status, body } = await as.post(
    '/api/v1/therapy-sessions',
    clinic.booking({ inDays: days, ...change }),
    headers,
  );
  return [status, body.error?.code ?? body.data.siteId, body];
}

beforeEach(async () => {
  await setting('everyone');
});

describe('booking at a site', () => {
  it('is for those who may use it', async () => {
    const patient = await clinic.as('patient');
    expect((await book(patient)).slice(0, 2)).toEqual([201, riverside.id]);
    await setting('listed');
    expect((await book(patient)).slice(0, 2)).toEqual([404, 'SITE_NOT_FOUND']);
    expect(await put(accessOf('patient'))).toBe(200);
    const [status, code, body] = await book(patient);
    expect([status, code, Object.keys(body.error.details.fields)]).toEqual([422, 'VALIDATION_FAILED', ['therapistId']]);
    expect(await put(accessOf('therapist'))).toBe(200);
    expect((await book(patient)).slice(0, 2)).toEqual([201, riverside.id]);
    expect((await book(patient, { siteId: hilltop.id })).slice(0, 2)).toEqual([404, 'SITE_NOT_FOUND']);
    await admin.delete(accessOf('patient'));
    expect((await book(patient)).slice(0, 2)).toEqual([404, 'SITE_NOT_FOUND']);
    await admin.delete(accessOf('therapist'));
  });

  it('holds for moving a session, too', async () => {
    const patient = await clinic.as('patient');
    const { id, startsAt } = (await book(patient))[2].data;
    await setting('listed');
    const later = new Date(Date.parse(startsAt) + 2 * 60 * 60 * 1000).toISOString();
    const { status, body } = await patient.post(`/api/v1/therapy-sessions/${id}/reschedule`, { startsAt: later });
    expect([status, body.error.code]).toEqual([404, 'SITE_NOT_FOUND']);
  });

  it('is offered no slots where it would be refused', async () => {
    const from = new Date(Date.now() + 20 * 24 * 60 * 60 * 1000).toISOString();
    const to = new Date(Date.now() + 22 * 24 * 60 * 60 * 1000).toISOString();
    const slots = async (as: Client) => {
      const query = new URLSearchParams({ from, to, siteId: riverside.id, durationMinutes: '60' });
      const { status, body } = await as.get(`/api/v1/therapists/${clinic.id('therapist')}/slots?${query}`);
      return status === 200 ? body.results.length : body.error.code;
    };
    expect(await slots(admin)).toBeGreaterThan(0);
    await setting('listed');
    expect(await slots(await clinic.as('patient'))).toBe('SITE_NOT_FOUND');
    expect(await slots(admin)).toBe(0);
  });

  it('is closed when the site is archived', async () => {
    await admin.post(`/api/v1/account/sites/${riverside.id}/archive`);
    expect((await book(admin)).slice(0, 2)).toEqual([409, 'SITE_ARCHIVED_CONFLICT']);
    await admin.post(`/api/v1/account/sites/${riverside.id}/restore`);
    expect((await book(admin)).slice(0, 2)).toEqual([201, riverside.id]);
  });
});

describe('sessions', () => {
  const siteIds = async (get: (path: string) => ReturnType<Client['get']>): Promise<Set<string>> =>
    new Set(
      (await get('/api/v1/therapy-sessions?pageSize=100')).body.results.map((each: { siteId: string }) => each.siteId),
    );
  const viewer = async () => {
    const email = `viewer-${days}@demo.test`;
    const made = await admin.post('/api/v1/users', { email, password: 'a viewer of sessions', roles: ['viewer'] });
    const login = await clinic.anonymous().post('/api/v1/auth/login', { email, password: 'a viewer of sessions' });
    return { id: made.body.data.id, as: client(clinic.url, login.body.data.accessToken) };
  };

  it('are seen by viewers where they may use the site: in lists, alone and in histories', async () => {
    const { id, as } = await viewer();
    const at = {
      riverside: (await book(admin))[2].data.id,
      hilltop: (await book(admin, { siteId: hilltop.id }))[2].data.id,
    };
    expect(await siteIds(as.get)).toEqual(new Set([riverside.id, hilltop.id]));
    await setting('listed');
    expect(await siteIds(as.get)).toEqual(new Set());
    expect(await put(`/api/v1/account/sites/${hilltop.id}/access/${id}`)).toBe(200);
    expect(await siteIds(as.get)).toEqual(new Set([hilltop.id]));
    for (const path of ['', '/events']) {
      expect((await as.get(`/api/v1/therapy-sessions/${at.hilltop}${path}`)).status).toBe(200);
      const { status, body } = await as.get(`/api/v1/therapy-sessions/${at.riverside}${path}`);
      expect([status, body.error.code]).toEqual([404, 'THERAPY_SESSION_NOT_FOUND']);
    }
    const explain = async (objectId: string) => {
      const query = new URLSearchParams({
        objectType: 'therapy_session',
        objectId,
        permission: 'scheduling.session.view',
        userId: id,
      });
      return (await admin.get(`/api/v1/access/explain?${query}`)).body.data.allowed;
    };
    expect([await explain(at.hilltop), await explain(at.riverside)]).toEqual([true, false]);
  });

  it('stay in sight of who takes part in them', async () => {
    const patient = await clinic.as('patient');
    const { id } = (await book(patient))[2].data;
    await setting('listed');
    expect((await patient.get(`/api/v1/therapy-sessions/${id}`)).status).toBe(200);
  });

  it('are seen with an API key only at the site that it is bound to', async () => {
    const key = {
      name: 'Front desk',
      siteId: hilltop.id,
      scopes: ['scheduling.session.view', 'accounts.account.view'],
    };
    const { body } = await admin.post('/api/v1/auth/api-keys', key);
    const withKey = (path: string) => clinic.anonymous().get(path, { 'x-api-key': body.data.key });
    expect(await siteIds(withKey)).toEqual(new Set([hilltop.id]));
    const { id } = (await book(admin))[2].data;
    expect((await withKey(`/api/v1/therapy-sessions/${id}`)).status).toBe(404);
    const refused = await clinic
      .anonymous()
      .get('/api/v1/account', { 'x-api-key': body.data.key, 'x-site-id': riverside.id });
    expect([refused.status, refused.body.error.code]).toEqual([404, 'SITE_NOT_FOUND']);
  });
});

describe('a session', () => {
  it('is stored only where the request works', async () => {
    expect((await book(admin, {}, { 'x-site-id': hilltop.id })).slice(0, 2)).toEqual([422, 'SITE_MISMATCH']);
    expect((await book(admin, {}, { 'x-site-id': riverside.id })).slice(0, 2)).toEqual([201, riverside.id]);
    const sector = { 'x-sector-id': psychotherapy.id };
    const [, couples] = sectors;
    expect((await book(admin, { sectorId: couples.id }, sector)).slice(0, 2)).toEqual([422, 'SITE_MISMATCH']);
    expect((await book(admin, { sectorId: psychotherapy.id }, sector)).slice(0, 2)).toEqual([201, riverside.id]);
  });

  it('carries the site of its request in its event', async () => {
    const [, , body] = await book(admin, {}, { 'x-site-id': riverside.id });
    const { results } = (await admin.get(`/api/v1/therapy-sessions/${body.data.id}/events`)).body;
    expect(results[0].metadata).toMatchObject({ siteId: riverside.id });
  });

  it('is changed only where the request works', async () => {
    const { id } = (await book(admin))[2].data;
    const cancel = (siteId: string) => admin.post(`/api/v1/therapy-sessions/${id}/cancel`, {}, { 'x-site-id': siteId });
    expect((await cancel(hilltop.id)).body.error.code).toBe('THERAPY_SESSION_NOT_FOUND');
    expect((await cancel(riverside.id)).status).toBe(200);
  });
});
