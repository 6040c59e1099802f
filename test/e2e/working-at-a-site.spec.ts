import { CommandBus } from '@nestjs/cqrs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts, sectors, sites } from '#apps/standalone/demo-practice.js';
import { newId } from '#platform/context/ids.js';
import { runInContext } from '#platform/context/request-context.js';
import { SetWorkingHours } from '#scheduling/commands/set-working-hours.js';
import { type Client, type Json, type Practice, practice } from '#test/support/practice.js';

const [demo] = accounts;
const [riverside, hilltop] = sites;
const [adults, couples] = sectors;

let clinic: Practice;
let admin: Client;
let days = 30;
const session = { riverside: '', hilltop: '' };

/** Each on a day of its own. */
async function book(change: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  days += 1;
  return admin.post('/api/v1/therapy-sessions', clinic.booking({ inDays: days, ...change }), headers);
}
const at = ({ id }: { readonly id: string }) => ({ 'x-site-id': id });
const outcome = ({ status, body }: { status: number; body: Json }) => [status, body.error?.code ?? body.data];

beforeAll(async () => {
  clinic = await practice();
  admin = await clinic.as('admin');
  session.riverside = (await book()).body.data.id;
  session.hilltop = (await book({ siteId: hilltop.id })).body.data.id;
  await clinic.settled();
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

/** As admin with the header, and with a key that is bound to the site. */
const WAYS: [string, () => Promise<Record<string, string>>][] = [
  ['X-Site-ID', async () => ({ authorization: `Bearer ${admin.token}`, ...at(hilltop) })],
  [
    'an API key that is bound to it',
    async () => {
      const key = { name: 'Desk', siteId: hilltop.id, scopes: SCOPES };
      const { body } = await admin.post('/api/v1/auth/api-keys', key);
      return { 'x-api-key': body.data.key };
    },
  ],
];
const SCOPES = [
  ...['session.view', 'session.schedule', 'session.conduct', 'slot.view'].map((name) => `scheduling.${name}`),
  ...['billing.charge.view', 'accounts.account.view', 'accounts.account.manage', 'accounts.site.use'],
  ...['platform.history.view', 'retention.legal-hold.manage'],
];

describe.each(WAYS)('at Hilltop by %s', (_way, headersOf) => {
  let headers: Record<string, string>;
  let as: Client;
  beforeAll(async () => {
    headers = await headersOf();
    const anonymous = clinic.anonymous();
    as = {
      ...anonymous,
      get: (path) => anonymous.get(path, headers),
      post: (path, body) => anonymous.post(path, body, headers),
    };
  });

  it.each([
    ['sessions', '/api/v1/therapy-sessions?pageSize=100'],
    ['sessions that are asked for of Riverside', `/api/v1/therapy-sessions?siteId=${riverside.id}`],
    ['charges', '/api/v1/billing/charges?pageSize=100'],
  ])('lists of %s show nothing of another site', async (_what, path) => {
    const everywhere = (await admin.get(path)).body.results as { siteId: string }[];
    expect(everywhere.map(({ siteId }) => siteId)).toContain(riverside.id);
    const shown = (await as.get(path)).body.results as { siteId: string }[];
    expect(shown).toEqual(everywhere.filter(({ siteId }) => siteId === hilltop.id).map(() => expect.anything()));
    expect(shown.filter(({ siteId }) => siteId !== hilltop.id)).toEqual([]);
  });

  it('lists and objects of GraphQL show nothing of another site', async () => {
    const ask = async (query: string) => (await as.post('/graphql', { query })).body;
    const { items, count } = (await ask('{ therapySessions { count items { siteId charge { id } } } }')).data
      .therapySessions;
    expect(new Set(items.map(({ siteId }: { siteId: string }) => siteId))).toEqual(new Set([hilltop.id]));
    const { rows } = await clinic.owner.query('select from scheduling.therapy_session where site_id = $1', [
      hilltop.id,
    ]);
    expect(count).toBe(rows.length);
    const { data, errors } = await ask(`{ therapySession(id: "${session.riverside}") { id } }`);
    expect([data.therapySession, errors[0].extensions.code]).toEqual([null, 'THERAPY_SESSION_NOT_FOUND']);
  });

  it.each(['', '/events'])('a session elsewhere is not found (%s)', async (path) => {
    const found = await as.get(`/api/v1/therapy-sessions/${session.riverside}${path}`);
    expect(outcome(found)).toEqual([404, 'THERAPY_SESSION_NOT_FOUND']);
    expect((await as.get(`/api/v1/therapy-sessions/${session.hilltop}${path}`)).status).toBe(200);
  });

  it('slots are those of the site', async () => {
    const [from, to] = [20, 22].map((ahead) => new Date(Date.now() + ahead * 24 * 60 * 60 * 1000).toISOString());
    const slots = (siteId: string) => {
      const query = new URLSearchParams({ from: String(from), to: String(to), siteId, durationMinutes: '60' });
      return as.get(`/api/v1/therapists/${clinic.id('therapist')}/slots?${query}`);
    };
    expect((await slots(hilltop.id)).status).toBe(200);
    expect(['SITE_MISMATCH', 'SITE_NOT_FOUND']).toContain((await slots(riverside.id)).body.error.code);
  });

  it.each([
    ['cancelled', 'cancel', {}],
    ['started', 'start', {}],
    ['moved', 'reschedule', { startsAt: '2031-01-01T10:00:00Z' }],
  ])('a session elsewhere is not %s', async (_what, step, body) => {
    const done = await as.post(`/api/v1/therapy-sessions/${session.riverside}/${step}`, body);
    expect(outcome(done)).toEqual([404, 'THERAPY_SESSION_NOT_FOUND']);
  });

  it('nothing is booked elsewhere', async () => {
    days += 1;
    const { status, body } = await as.post('/api/v1/therapy-sessions', clinic.booking({ inDays: days }));
    expect([404, 422]).toContain(status);
    expect(['SITE_MISMATCH', 'SITE_NOT_FOUND']).toContain(body.error.code);
    const booked = await as.post('/api/v1/therapy-sessions', clinic.booking({ inDays: days, siteId: hilltop.id }));
    expect(booked.status).toBe(201);
  });

  it('what is elsewhere is not held against purges', async () => {
    const hold = (objectId: string) =>
      as.post('/api/v1/system/legal-holds', { objectType: 'therapy_session', objectId, reason: 'A case' });
    expect(outcome(await hold(session.riverside))).toEqual([404, 'THERAPY_SESSION_NOT_FOUND']);
    expect((await hold(session.hilltop)).status).toBe(201);
  });

  it('no sector is made elsewhere', async () => {
    const made = await as.post(`/api/v1/account/sites/${riverside.id}/sectors`, { name: 'Elsewhere' });
    expect(made.status).toBeGreaterThanOrEqual(403);
    const { rowCount } = await clinic.owner.query(`select from accounts.sector where name = 'Elsewhere'`);
    expect(rowCount).toBe(0);
  });
});

describe('an API key for nothing but sessions', () => {
  const list = async (binding: { siteId?: string }, siteId: string) => {
    const scopes = ['scheduling.session.view'];
    const { body } = await admin.post('/api/v1/auth/api-keys', { name: 'Sessions', scopes, ...binding });
    return clinic.anonymous().get('/api/v1/therapy-sessions', { 'x-api-key': body.data.key, 'x-site-id': siteId });
  };

  it.each([
    ['bound to the site', { siteId: hilltop.id }],
    ['bound to none', {}],
  ])('that is %s lists those of the site that it names', async (_what, binding) => {
    const { status, body } = await list(binding, hilltop.id);
    expect(status, JSON.stringify(body.error)).toBe(200);
    expect(new Set(body.results.map(({ siteId }: Json) => siteId))).toEqual(new Set([hilltop.id]));
    expect(outcome(await list(binding, newId()))).toEqual([404, 'SITE_NOT_FOUND']);
  });

  it('does not find a site that it is not bound to', async () => {
    expect(outcome(await list({ siteId: hilltop.id }, riverside.id))).toEqual([404, 'SITE_NOT_FOUND']);
  });
});

describe('what is stored at a site', () => {
  it('says why it is refused, over GraphQL as over REST', async () => {
    const details = { field: 'siteId', given: riverside.id, expected: hilltop.id };
    const refused = await book({}, at(hilltop));
    expect([refused.status, refused.body.error.details]).toEqual([422, details]);
    const query = `mutation ($input: ScheduleTherapySessionInput!) { scheduleTherapySession(input: $input) { id } }`;
    days += 1;
    const variables = { input: clinic.booking({ inDays: days }) };
    const { body } = await admin.post('/graphql', { query, variables }, at(hilltop));
    expect(body.errors[0].extensions).toMatchObject({ code: 'SITE_MISMATCH', details });
  });

  it('is in the sector that is worked at, and its answer and its event tell so', async () => {
    const { status, body } = await book({}, { 'x-sector-id': adults.id });
    expect([status, body.data.sectorId]).toEqual([201, adults.id]);
    const { rows } = await clinic.owner.query(
      `select s.sector_id, e.sector_id as told from scheduling.therapy_session s
       join messaging.event e on e.target_id = s.id::text and e.type = 'therapy_session.scheduled' where s.id = $1`,
      [body.data.id],
    );
    expect(rows).toEqual([{ sector_id: adults.id, told: adults.id }]);
    expect(outcome(await book({ sectorId: couples.id }, { 'x-sector-id': adults.id }))).toEqual([422, 'SITE_MISMATCH']);
  });

  it('includes working hours, also those that are only taken away', async () => {
    const therapist = newId();
    const hours = [{ weekday: 1, opensAt: '09:00', closesAt: '12:00' }];
    const set = (given: typeof hours, siteId?: string) =>
      runInContext({ requestId: 'req_1', correlationId: 'req_1', accountId: demo.id, siteId }, () =>
        clinic.app.get(CommandBus).execute(new SetWorkingHours(demo.id, therapist, riverside.id, given)),
      );
    const kept = async () =>
      (await clinic.owner.query('select from scheduling.availability where therapist_id = $1', [therapist])).rowCount;
    await expect(set(hours, hilltop.id)).rejects.toMatchObject({ code: 'SITE_MISMATCH' });
    expect(await kept()).toBe(0);
    await set(hours, riverside.id);
    await expect(set([], hilltop.id)).rejects.toMatchObject({ code: 'SITE_MISMATCH' });
    expect(await kept()).toBe(1);
    await set([]);
    expect(await kept()).toBe(0);
  });
});
