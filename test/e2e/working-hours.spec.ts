import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sites } from '#apps/standalone/demo-practice.js';
import { newId } from '#platform/context/ids.js';
import { type Answer, type Client, type Name, type Practice, practice } from '#test/support/practice.js';

const [riverside, hilltop, harbour] = sites;

let clinic: Practice;
let admin: Client;
beforeAll(async () => {
  clinic = await practice();
  admin = await clinic.as('admin');
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

const pathOf = (therapist: Name) => `/api/v1/therapists/${clinic.id(therapist)}/working-hours`;
const everyDay = (opensAt: string, closesAt: string) =>
  [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opensAt, closesAt }));
const set = (by: Client, therapist: Name, hours: object[], siteId = riverside.id, headers = {}) =>
  by.put(pathOf(therapist), { siteId, hours }, headers);
const get = (by: Client, therapist: Name, siteId = riverside.id) => by.get(`${pathOf(therapist)}?siteId=${siteId}`);
const told = async (therapist: Name) => {
  const { rows } = await clinic.owner.query(
    `select actor_id, data from messaging.event where type = 'working_hours.changed' and action_object_id = $1 order by position`,
    [clinic.id(therapist)],
  );
  return rows;
};
const outcome = ({ status, body }: Answer) => [status, body.error?.code];

describe('working hours', () => {
  it('are set for a site by the front desk, seen there, kept to by slots at once, and told', async () => {
    const before = (await told('therapist')).length;
    const { status, body } = await set(admin, 'therapist', everyDay('10:00', '11:00').reverse());
    const hours = everyDay('10:00', '11:00').map((each) => ({ ...each, validFrom: null, validUntil: null }));
    const actions = [{ name: 'set', method: 'PUT', href: pathOf('therapist') }];
    const whose = { therapistId: clinic.id('therapist'), siteId: riverside.id };
    expect([status, body.data]).toEqual([200, { ...whose, timeZone: riverside.timeZone, hours, actions }]);
    expect((await get(admin, 'therapist')).body.data).toEqual(body.data);
    const [from, to] = [20, 21].map((ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString());
    const query = new URLSearchParams({ from: `${from}`, to: `${to}`, siteId: riverside.id, durationMinutes: '60' });
    const slots = await admin.get(`/api/v1/therapists/${clinic.id('therapist')}/slots?${query}`);
    expect(slots.body.results).toHaveLength(1);
    expect((await admin.post('/api/v1/therapy-sessions', clinic.booking({ inDays: 60, hour: 12 }))).status).toBe(422);
    expect((await admin.post('/api/v1/therapy-sessions', clinic.booking({ inDays: 60, hour: 10 }))).status).toBe(201);
    expect((await told('therapist')).slice(before)).toEqual([
      { actor_id: clinic.id('admin'), data: { ...whose, hours } },
    ]);
    expect((await get(admin, 'therapist', hilltop.id)).body.data.hours).toHaveLength(7);
    const history = (await admin.get(`/api/v1/account/sites/${riverside.id}/events`)).body.results;
    expect(history.map(({ type }: { type: string }) => type)).toContain('working_hours.changed');
  });

  it('that are the same again change nothing', async () => {
    await set(admin, 'therapist', everyDay('09:00', '17:00'));
    const before = await told('therapist');
    expect((await set(admin, 'therapist', everyDay('09:00', '17:00').reverse())).status).toBe(200);
    expect(await told('therapist')).toEqual(before);
  });

  it('are one of the weeks that are set at once, whole', async () => {
    const weeks = Array.from({ length: 8 }, (_, n) => everyDay(`0${n}:00`, `1${n}:00`));
    const answers = await Promise.all(weeks.map((week) => set(admin, 'therapist', week)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    const { hours } = (await get(admin, 'therapist')).body.data;
    expect(hours).toHaveLength(7);
    expect(new Set(hours.map(({ opensAt }: { opensAt: string }) => opensAt)).size).toBe(1);
  });

  it('are a therapist’s own to see and set, and nobody else’s', async () => {
    const therapist = await clinic.as('therapist');
    expect((await get(therapist, 'therapist')).status).toBe(200);
    expect((await set(therapist, 'therapist', everyDay('07:00', '21:00'))).status).toBe(200);
    for (const name of ['miriam', 'patient'] as const) {
      const other = await clinic.as(name);
      expect(outcome(await get(other, 'therapist'))).toEqual([403, 'PERMISSION_DENIED']);
      expect(outcome(await set(other, 'therapist', []))).toEqual([403, 'PERMISSION_DENIED']);
    }
    expect(outcome(await get(await clinic.as('patient'), 'patient'))).toEqual([403, 'PERMISSION_DENIED']);
  });

  it('are of therapists, and of sites that there are for whoever asks', async () => {
    expect(outcome(await get(admin, 'patient'))).toEqual([404, 'THERAPIST_NOT_FOUND']);
    expect(outcome(await get(admin, 'otherAdmin'))).toEqual([404, 'THERAPIST_NOT_FOUND']);
    for (const siteId of [harbour.id, newId()]) {
      expect(outcome(await get(admin, 'therapist', siteId))).toEqual([404, 'SITE_NOT_FOUND']);
      expect(outcome(await set(admin, 'therapist', [], siteId))).toEqual([404, 'SITE_NOT_FOUND']);
    }
    const here = { 'x-site-id': hilltop.id };
    expect(outcome(await set(admin, 'therapist', everyDay('01:00', '02:00'), riverside.id, here))).toEqual([
      422,
      'SITE_MISMATCH',
    ]);
  });

  it('at an archived site can be taken away, and none be set', async () => {
    const site = `/api/v1/account/sites/${hilltop.id}`;
    await admin.post(`${site}/archive`);
    expect(outcome(await set(admin, 'miriam', everyDay('01:00', '02:00'), hilltop.id))).toEqual([
      409,
      'SITE_ARCHIVED_CONFLICT',
    ]);
    const { status, body } = await set(admin, 'miriam', [], hilltop.id);
    expect([status, body.data.hours]).toEqual([200, []]);
    await admin.post(`${site}/restore`);
  });

  it.each<[string, object[], string]>([
    ['no time', [{ weekday: 1, opensAt: '9:00', closesAt: '12:00' }], 'hours.0.opensAt'],
    ['an end before its beginning', [{ weekday: 1, opensAt: '12:00', closesAt: '09:00' }], 'hours.0.closesAt'],
    ['no day', [{ weekday: 0, opensAt: '09:00', closesAt: '12:00' }], 'hours.0.weekday'],
    ['the same twice', [everyDay('09:00', '12:00')[0] as object, everyDay('11:00', '13:00')[0] as object], 'hours.1'],
    ['lists in the list', [[]], 'hours'],
    ['something else', [{ weekday: 1, opensAt: '09:00', closesAt: '12:00', siteId: newId() }], 'hours.0.siteId'],
  ])('are refused with %s', async (_what, hours, field) => {
    const { status, body } = await set(admin, 'therapist', hours);
    expect([status, Object.keys(body.error.details.fields)]).toEqual([422, [field]]);
  });

  it('are the same over GraphQL', async () => {
    const mutation = `mutation ($therapistId: ID!, $input: SetWorkingHoursInput!) {
      setWorkingHours(therapistId: $therapistId, input: $input) { hours { weekday opensAt closesAt validUntil } } }`;
    const hours = [{ weekday: 3, opensAt: '09:00', closesAt: '24:00', validUntil: '2031-12-31' }];
    const variables = { therapistId: clinic.id('miriam'), input: { siteId: hilltop.id, hours } };
    expect((await admin.graphql(mutation, variables)).body.data).toEqual({ setWorkingHours: { hours } });
    const query = `query ($therapistId: ID!, $siteId: ID!) {
      workingHours(therapistId: $therapistId, siteId: $siteId) { timeZone hours { weekday } actions { name } } }`;
    const asked = { therapistId: clinic.id('miriam'), siteId: hilltop.id };
    expect((await admin.graphql(query, asked)).body.data.workingHours).toEqual({
      timeZone: hilltop.timeZone,
      hours: [{ weekday: 3 }],
      actions: [{ name: 'set' }],
    });
    const refused = (await (await clinic.as('therapist')).graphql(query, asked)).body;
    expect(refused.errors[0].extensions.code).toBe('PERMISSION_DENIED');
  });
});
