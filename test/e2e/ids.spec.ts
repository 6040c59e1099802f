import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sites } from '#apps/standalone/demo-practice.js';
import { type Client, type Practice, practice } from '#test/support/practice.js';

const [riverside] = sites;
let clinic: Practice;
let admin: Client;
let id: string;
let day = 25;

const loud = (text: unknown) => String(text).toUpperCase();
const booking = () => {
  const given = clinic.booking({ inDays: day++ });
  const { patientId, therapistId, siteId } = given;
  return { ...given, patientId: loud(patientId), therapistId: loud(therapistId), siteId: loud(siteId) };
};
const quiet = () => ({
  patientId: clinic.id('patient'),
  therapistId: clinic.id('therapist'),
  siteId: riverside.id,
});

beforeAll(async () => {
  clinic = await practice();
  admin = await clinic.as('admin');
  const { status, body } = await admin.post('/api/v1/therapy-sessions', booking());
  expect([status, body.data]).toEqual([201, expect.objectContaining(quiet())]);
  id = body.data.id;
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

describe('an id in capitals names the same', () => {
  it.each([
    ['in a path', () => `/api/v1/therapy-sessions/${loud(id)}`],
    ['in a longer path', () => `/api/v1/therapy-sessions/${loud(id)}/events`],
    ['in the filter of a list', () => `/api/v1/therapy-sessions?id=${loud(id)}&siteId=${loud(riverside.id)}`],
    ['in a filter for several', () => `/api/v1/therapy-sessions?id[in]=${loud(id)},${loud(riverside.id)}`],
    ['in the filter of the history', () => `/api/v1/events?targetType=therapy_session&targetId=${loud(id)}`],
  ])('%s', async (_where, path) => {
    const { status, body } = await admin.get(path());
    expect(status).toBe(200);
    expect(JSON.stringify(body.results ?? body.data)).toContain(id);
  });

  it('in a query for slots', async () => {
    const [from, to] = [20, 21].map((ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString());
    const slots = async (therapistId: string, siteId: string) => {
      const query = new URLSearchParams({ from: String(from), to: String(to), siteId, durationMinutes: '60' });
      return (await admin.get(`/api/v1/therapists/${therapistId}/slots?${query}`)).body.results;
    };
    const { therapistId, siteId } = quiet();
    const expected = await slots(therapistId, siteId);
    expect(expected.length).toBeGreaterThan(0);
    expect(await slots(loud(therapistId), loud(siteId))).toEqual(expected);
  });

  it('in arguments, inputs and filters of GraphQL', async () => {
    const query = `mutation ($input: ScheduleTherapySessionInput!) {
      scheduleTherapySession(input: $input) { patientId therapistId siteId }
    }`;
    const { data } = (await admin.graphql(query, { input: booking() })).body;
    expect(data.scheduleTherapySession).toEqual(quiet());
    const one = await admin.graphql(`{ therapySession(id: "${loud(id)}") { id patient { id } } }`);
    expect(one.body.data.therapySession).toEqual({ id, patient: { id: clinic.id('patient') } });
    const list = `{ therapySessions(filter: { patientId: "${loud(clinic.id('patient'))}" }) { items { id } } }`;
    const { items } = (await admin.graphql(list)).body.data.therapySessions;
    expect(items).toContainEqual({ id });
  });

  it('in the body of what else takes ids', async () => {
    const subscription = { eventType: 'therapy_session.cancelled', objectType: 'therapy_session', objectId: loud(id) };
    const { status, body } = await admin.post('/api/v1/notifications/subscriptions', subscription);
    expect([status, body.data.objectId]).toEqual([201, id]);
  });
});

describe('null in an input of GraphQL', () => {
  it('leaves the duration of a session as it is', async () => {
    const query = `mutation ($id: ID!, $input: RescheduleTherapySessionInput!) {
      rescheduleTherapySession(id: $id, input: $input) { startsAt durationMinutes }
    }`;
    const { startsAt } = clinic.booking({ inDays: day++ });
    const { body } = await admin.graphql(query, { id, input: { startsAt, durationMinutes: null } });
    expect(body.errors).toBeUndefined();
    expect(body.data.rescheduleTherapySession).toEqual({ startsAt, durationMinutes: 60 });
  });
});
