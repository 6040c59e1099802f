import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts, sites, users } from '#apps/standalone/demo-practice.js';
import { chargeList } from '#billing/queries/list-charges.js';
import { userList } from '#identity/queries/list-users.js';
import type { ListDefinition } from '#platform/lists/list-definition.js';
import { deadLetterList } from '#platform/messaging/dead-letters.js';
import { eventList } from '#platform/messaging/event-list.js';
import { type Client, type Json, type Practice, practice } from '#test/support/practice.js';

let clinic: Practice;
let admin: Client;
const SESSIONS = '/api/v1/therapy-sessions';

beforeAll(async () => {
  clinic = await practice();
  admin = await clinic.as('admin');
  // Far in the past, in two zones of status, several of them at the same moment.
  await clinic.owner.query(
    `insert into scheduling.therapy_session (id, account_id, site_id, patient_id, therapist_id, starts_at, ends_at,
       duration_minutes, session_type, status, calendar_sequence, version, created_at, updated_at)
     select gen_random_uuid(), '01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-000000000011', $1, $2,
       timestamptz '2001-01-01' + (i / 3) * interval '1 hour', timestamptz '2001-01-01' + (i / 3) * interval '1 hour' + interval '1 hour',
       60, 'individual', case when i % 2 = 0 then 'completed' else 'cancelled' end, 0, 1, now(), now()
     from generate_series(1, 250) i`,
    [clinic.id('jonas'), clinic.id('miriam')],
  );
  await (await clinic.as('patient')).post('/api/v1/notifications/subscriptions', {
    eventType: 'therapy_session.scheduled',
  });
  await clinic.owner.query(
    `insert into messaging.parked_event (id, account_id, reaction, seq, event_id, event_type, target, state, attempts,
       next_attempt_at, error, parked_at)
     values (gen_random_uuid(), $1, 'lab.reaction', 1, gen_random_uuid(), 'lab.happened', 'thing:1', 'dead', 5, now(),
       '{"code": "LAB", "message": "Broken."}', now())`,
    [accounts[0].id],
  );
});
/** What the list of a route is made of, shown or not. */
function columnsOf(route: string): string[] {
  const lists: Record<string, ListDefinition> = {
    '/api/v1/users': userList,
    '/api/v1/billing/charges': chargeList,
    '/api/v1/events': eventList,
    '/api/v1/users/{id}/events': eventList,
    '/api/v1/system/dead-letters': deadLetterList,
  };
  return Object.keys(lists[route]?.fields ?? {});
}

afterAll(() => clinic?.[Symbol.asyncDispose]());

async function walk(first: string, link: 'next' | 'previous' = 'next'): Promise<Json[][]> {
  const pages: Json[][] = [];
  for (let path: string | null = first; path; ) {
    const { status, body }: Json = await admin.get(path);
    expect(status).toBe(200);
    pages.push(body.results);
    path = body[link];
  }
  return pages;
}

describe('lists', () => {
  it('are walked from end to end by their links, each item once and in order', async () => {
    const pages = await walk(`${SESSIONS}?pageSize=17&startsAt[lt]=2002-01-01T00:00:00Z&ordering=startsAt`);
    const items = pages.flat();
    expect(items).toHaveLength(250);
    expect(new Set(items.map(({ id }) => id)).size).toBe(250);
    const keys = items.map(({ startsAt, id }) => `${startsAt} ${id}`);
    expect(keys).toEqual(keys.toSorted());
  });

  it('are walked back the way they were walked', async () => {
    const query = `${SESSIONS}?pageSize=50&startsAt[lt]=2002-01-01T00:00:00Z`;
    const forwards = await walk(query);
    const beforeLast = (await admin.get(query)).body;
    let last = beforeLast;
    while (last.next) last = (await admin.get(last.next)).body;
    const backwards = await walk(last.previous, 'previous');
    expect(
      backwards
        .toReversed()
        .flat()
        .map(({ id }: Json) => id),
    ).toEqual(
      forwards
        .slice(0, -1)
        .flat()
        .map(({ id }) => id),
    );
  });

  it('filter, count, and pick fields', async () => {
    const { body } = await admin.get(
      `${SESSIONS}?status[in]=completed&therapistId=${clinic.id('miriam')}&startsAt[lt]=2002-01-01T00:00:00Z&fields=id,status&pageSize=3`,
    );
    expect(body).toMatchObject({ success: true, count: 125, countExact: true, previous: null });
    expect(body.results.map((item: Json) => Object.keys(item))).toEqual(Array(3).fill(['id', 'status']));
    expect(body.results.every((item: Json) => item.status === 'completed')).toBe(true);
  });

  it('offer actions when these are asked for by name', async () => {
    const { body } = await admin.get(`${SESSIONS}?fields=id,actions&pageSize=1&status=scheduled`);
    expect(Object.keys(body.results[0])).toEqual(['id', 'actions']);
    expect(body.results[0].actions.map(({ name }: Json) => name)).toContain('cancel');
  });

  it.each([
    ['/api/v1/therapy-sessions', SESSIONS],
    ['/api/v1/users', '/api/v1/users'],
    ['/api/v1/account/sites', '/api/v1/account/sites'],
    ['/api/v1/account/sites/{id}/sectors', `/api/v1/account/sites/${sites[0].id}/sectors`],
    ['/api/v1/billing/charges', '/api/v1/billing/charges'],
    ['/api/v1/notifications', '/api/v1/notifications'],
    ['/api/v1/notifications/subscriptions', '/api/v1/notifications/subscriptions'],
    ['/api/v1/events', '/api/v1/events'],
    ['/api/v1/users/{id}/events', `/api/v1/users/${users[0]?.id}/events`],
    ['/api/v1/system/dead-letters', '/api/v1/system/dead-letters'],
  ])('%s: fields= takes each of the names that the items have, and no other', async (route, path) => {
    const caller = await clinic.as(path.includes('notifications') ? 'patient' : 'admin');
    const get = async (fields?: string) =>
      (await caller.get(fields === undefined ? path : `${path}?fields=${fields}`)).body;
    const [whole] = (await get()).results;
    const names = Object.keys(whole);
    for (const name of names) expect((await get(name)).results?.[0]).toEqual({ [name]: whole[name] });
    expect((await get(names.join(','))).results[0]).toEqual(whole);
    for (const other of [...columnsOf(route), 'password', 'actions', 'constructor', '', 'id,']) {
      if (names.includes(other)) continue;
      expect([other, Object.keys((await get(other)).error?.details.fields ?? {})]).toEqual([other, ['fields']]);
    }
  });

  it('offer pages by number', async () => {
    const one = await admin.get(`${SESSIONS}?page=1&pageSize=10`);
    const two = await admin.get(`${SESSIONS}?page=2&pageSize=10`);
    const linked = await admin.get(one.body.next);
    expect(two.body.results.map(({ id }: Json) => id)).toEqual(linked.body.results.map(({ id }: Json) => id));
  });

  it('lead back to the last page from one past the end', async () => {
    const path = `${SESSIONS}?startsAt[lt]=2002-01-01T00:00:00Z&pageSize=30`;
    const beyond = (await admin.get(`${path}&page=50`)).body;
    expect(beyond).toMatchObject({ count: 250, results: [], next: null });
    const last = (await admin.get(beyond.previous)).body;
    expect(last.results).toEqual((await admin.get(`${path}&page=9`)).body.results);
    expect(last.results).toHaveLength(10);
    expect((await admin.get(`${SESSIONS}?startsAt[lt]=1999-01-01T00:00:00Z&page=2`)).body.previous).toBeNull();
  });

  it('of grants are in order of time', async () => {
    for (const name of ['jonas', 'patient', 'lena'] as const) {
      await admin.post('/api/v1/access/grants', {
        ...{ subject: 'role:viewer', permission: 'identity.user.view', objectType: 'user', objectId: clinic.id(name) },
      });
    }
    await clinic.owner.query(`update platform.object_grant set granted_at = '2001-01-01' where object_id = $1`, [
      clinic.id('patient'),
    ]);
    const { body } = await admin.get('/api/v1/access/grants?ordering=grantedAt&permission=identity.user.view');
    expect(body.results.map(({ objectId }: Json) => objectId)).toEqual([
      clinic.id('patient'),
      clinic.id('jonas'),
      clinic.id('lena'),
    ]);
  });

  it('show patients and therapists their own sessions only', async () => {
    const patient = await clinic.as('patient');
    const { body } = await patient.get(`${SESSIONS}?pageSize=100`);
    expect(body.results.length).toBeGreaterThan(0);
    expect(new Set(body.results.map(({ patientId }: Json) => patientId))).toEqual(new Set([clinic.id('patient')]));
    const foreign = await patient.get(`${SESSIONS}?patientId=${clinic.id('jonas')}`);
    expect(foreign.body.count).toBe(0);
  });

  it('never show another account’s', async () => {
    const other = await clinic.as('otherAdmin');
    expect((await other.get(SESSIONS)).body).toMatchObject({ count: 0, results: [] });
  });
});
