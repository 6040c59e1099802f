import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts } from '#apps/standalone/demo-practice.js';
import { newId } from '#platform/context/ids.js';
import { type Client, type Json, type Practice, practice } from '#test/support/practice.js';

const [demo] = accounts;
const EVENTS = '/api/v1/events';
const DEAD_LETTERS = '/api/v1/system/dead-letters';
/** Three in each millisecond. */
const AT = `timestamptz '2001-01-01' + n / 3 * interval '1 ms'`;

let clinic: Practice;
let admin: Client;
let patient: Client;
let session: string;

beforeAll(async () => {
  clinic = await practice();
  [admin, patient] = await Promise.all([clinic.as('admin'), clinic.as('patient')]);
  session = (await patient.post('/api/v1/therapy-sessions', clinic.booking())).body.data.id;
  await clinic.settled();
  await clinic.owner.query(
    `insert into messaging.event (id, type, source, version, category, account_id, correlation_id, target_type, target_id, occurred_at, data)
     select gen_random_uuid(), 'lab.' || n % 2, 'lab', 1, 'domain', $1, 'long ago', 'therapy_session', $2, ${AT}, '{}'
     from generate_series(1, 120) n`,
    [demo.id, session],
  );
  await clinic.owner.query(
    `insert into messaging.parked_event (id, account_id, reaction, seq, event_id, event_type, target, state, attempts,
       next_attempt_at, error, parked_at)
     select gen_random_uuid(), $1, 'lab.' || n % 2, n, gen_random_uuid(), 'lab.happened', 'thing:' || n,
       case when n > 120 then 'waiting' else 'dead' end, 5, now() + interval '1 day', '{"code": "LAB", "message": "Broken."}', ${AT} from generate_series(1, 130) n`,
    [demo.id],
  );
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

const sessionEvents = () => `/api/v1/therapy-sessions/${session}/events`;

async function walk(first: string, link: 'next' | 'previous' = 'next'): Promise<Json[]> {
  const items: Json[] = [];
  for (let path: string | null = first; path; ) {
    const { status, body }: Json = await admin.get(path);
    expect(status).toBe(200);
    items.push(...(link === 'next' ? body.results : body.results.toReversed()));
    path = body[link];
  }
  return items;
}

describe.each([
  ['the history of the account', () => `${EVENTS}?correlationId=long ago`, 'timestamp', 'type'],
  ['the history of an object', () => `${sessionEvents()}?correlationId=long ago`, 'timestamp', 'type'],
  ['the list of dead letters', () => `${DEAD_LETTERS}?eventType=lab.happened`, 'parkedAt', 'reaction'],
])('%s', (_what, path, time, kind) => {
  const key = (item: Json) => `${item[time]} ${item.id}`;

  it('is walked by its links in both directions, each item once and in order', async () => {
    const forwards = await walk(`${path()}&pageSize=7&ordering=${time}`);
    expect(forwards.map(key)).toEqual(forwards.map(key).toSorted());
    expect(new Set(forwards.map(key)).size).toBe(120);
    const newestFirst = await walk(`${path()}&pageSize=50`);
    expect(newestFirst.map(key)).toEqual(forwards.map(key).toReversed());
    let last = (await admin.get(`${path()}&pageSize=7`)).body;
    while (last.next) last = (await admin.get(last.next)).body;
    const backwards = await walk(last.previous, 'previous');
    expect([...last.results.toReversed(), ...backwards].map(key)).toEqual(forwards.map(key));
  });

  it('has pages by number, of 20 items where none are asked for, and says how many there are', async () => {
    const { body } = await admin.get(path());
    expect(body).toMatchObject({ count: 120, countExact: true, previous: null });
    expect(body.results).toHaveLength(20);
    const [third, linked] = [await admin.get(`${path()}&page=3&pageSize=20`), await walk(`${path()}&pageSize=20`)];
    expect(third.body.results.map(key)).toEqual(linked.slice(40, 60).map(key));
    expect((await admin.get(`${path()}&page=7`)).body.results).toEqual([]);
  });

  it('is filtered with operators, by time and by kind', async () => {
    const count = async (query: string) => (await admin.get(`${path()}&${query}`)).body.count;
    // 1 and 2 are before, 3 to 5 at the second millisecond.
    const [from, to] = ['2001-01-01T00:00:00.001Z', '2001-01-01T00:00:00.002Z'];
    expect(await count(`${time}[lt]=${from}`)).toBe(2);
    expect(await count(`${time}[gte]=${from}&${time}[lt]=${to}`)).toBe(3);
    expect(await count(`${time}[lte]=${to}`)).toBe(8);
    expect(await count(`${kind}=lab.1`)).toBe(60);
    expect(await count(`${kind}[in]=lab.0,lab.1,lab.2`)).toBe(120);
    expect(await count(`${kind}[ne]=lab.1&${time}[gt]=${to}`)).toBe(56);
  });

  it('gives just the fields asked for, on the pages behind as well', async () => {
    const { body } = await admin.get(`${path()}&fields=${kind},id`);
    const next = (await admin.get(body.next)).body;
    for (const { results } of [body, next]) {
      expect(results.map(Object.keys)).toEqual(Array(20).fill([kind, 'id']));
    }
  });

  it.each([
    ['an order that it does not have', () => `ordering=${kind}`, 'ordering'],
    ['a filter that it does not have', () => 'source=lab', 'source'],
    ['a search', () => 'search=lab', 'search'],
    ['an operator that there is not', () => `${kind}[like]=lab`, `${kind}[like]`],
    ['too large a page', () => 'pageSize=101', 'pageSize'],
    ['a page further than the exact count', () => 'page=501', 'page'],
    ['a cursor of another order', () => 'cursor=WzAsMV0', 'cursor'],
    ['no time', () => `${time}[gte]=yesterday`, `${time}[gte]`],
  ])('refuses %s', async (_which, query, parameter) => {
    const { status, body } = await admin.get(`${path()}&${query()}`);
    expect([status, Object.keys(body.error.details.fields)]).toEqual([422, [parameter]]);
  });
});

it('the history of an object is of that one', async () => {
  expect((await admin.get(`${sessionEvents()}?targetId=${newId()}`)).status).toBe(422);
  const all = await walk(sessionEvents());
  expect(all.map(({ type }) => type)).toContain('therapy_session.scheduled');
  expect(new Set(all.map(({ metadata }) => metadata.target.id))).toEqual(new Set([session]));
});

describe('who may not view the whole history', () => {
  const status = async (query: string) => (await patient.get(`${EVENTS}?${query}`)).status;

  it('is told of one object that they see, in any order and narrowed further, what is declared', async () => {
    await clinic.owner.query(
      `insert into messaging.event (id, type, source, version, category, account_id, correlation_id, target_type, target_id,
         occurred_at, data)
       select gen_random_uuid(), 'charge.voided', source, 1, 'domain', account_id, 'declared', target_type, target_id, now(), '{}'
       from messaging.event where type = 'lab.0'`,
    );
    const of = `targetType=therapy_session&targetId=${session}`;
    expect(await status(of)).toBe(200);
    const { body } = await patient.get(
      `${EVENTS}?${of}&type[in]=lab.0,charge.voided&ordering=timestamp&page=2&pageSize=50`,
    );
    expect([body.count, body.results.length]).toEqual([60, 10]);
    expect((await patient.get(`${EVENTS}?${of}&targetId[ne]=${session}`)).body.count).toBe(0);
  });

  it('is told of what they did', async () => {
    const own = await patient.get(`${EVENTS}?actorId=${clinic.id('patient').toUpperCase()}&pageSize=100`);
    expect(own.body.results.map(({ type }: Json) => type)).toContain('therapy_session.scheduled');
    expect(new Set(own.body.results.map(({ metadata }: Json) => metadata.userId))).toEqual(
      new Set([clinic.id('patient')]),
    );
  });

  it.each<[string, () => string]>([
    ['all', () => ''],
    ['a kind', () => 'type=therapy_session.scheduled'],
    ['objects of a type', () => 'targetType=therapy_session'],
    ['one object among others', () => `targetType=therapy_session&targetId[in]=${session},${newId()}`],
    ['one object and what comes behind it', () => `targetType=therapy_session&targetId[gte]=${session}`],
    ['an object of types that it may have', () => `targetType[in]=therapy_session,user&targetId=${session}`],
    ['all but one object', () => `targetType=therapy_session&targetId[ne]=${session}`],
    ['what they and somebody else did', () => `actorId[in]=${clinic.id('patient')},${clinic.id('admin')}`],
    ['what everybody else did', () => `actorId[ne]=${clinic.id('patient')}`],
    ['what somebody else did', () => `actorId=${clinic.id('admin')}`],
  ])('is not told of %s', async (_what, query) => {
    expect(await status(query())).toBe(403);
  });
});

describe('the history over GraphQL', () => {
  const document = `query ($filter: EventFilterInput, $page: Int, $pageSize: Int, $cursor: String, $ordering: String) {
    events(filter: $filter, page: $page, pageSize: $pageSize, cursor: $cursor, ordering: $ordering) {
      count nextCursor items { id type timestamp source correlationId data metadata { target { type id } } }
    }
  }`;
  const ask = async (as: Client, variables: object) => (await as.graphql(document, variables)).body;

  it('is the same list', async () => {
    const filter = {
      type: ['lab.1', 'lab.0'],
      targetType: 'therapy_session',
      targetId: session,
      correlationId: 'long ago',
    };
    const overRest = await walk(`${sessionEvents()}?correlationId=long ago&ordering=timestamp`);
    const seen: Json[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const { data } = await ask(admin, { filter, cursor, ordering: 'timestamp', pageSize: 50 });
      expect(data.events.count).toBe(120);
      seen.push(...data.events.items);
      cursor = data.events.nextCursor;
    }
    expect(seen.map(({ id, data }) => [id, data])).toEqual(overRest.map(({ id, data }) => [id, data]));
    expect(seen[0].metadata.target).toEqual({ type: 'therapy_session', id: session });
    const third = await ask(admin, { filter, page: 3, pageSize: 50, ordering: 'timestamp' });
    expect(third.data.events.items).toEqual(seen.slice(100));
    const times = { timestampFrom: '2001-01-01T00:00:00.001Z', timestampTo: '2001-01-01T00:00:00.002Z' };
    expect((await ask(admin, { filter: times })).data.events.count).toBe(3);
  });

  it('is told to the same people, and refused in its own terms', async () => {
    const own = await ask(patient, { filter: { actorId: clinic.id('patient') } });
    expect(own.data.events.count).toBeGreaterThan(0);
    for (const filter of [{}, { actorId: clinic.id('admin') }, { type: ['lab.1'] }]) {
      const { data, errors } = await ask(patient, { filter });
      expect([data, errors[0].extensions.code]).toEqual([null, 'PERMISSION_DENIED']);
    }
    const { errors } = await ask(admin, { filter: { timestampFrom: 'yesterday' }, pageSize: 101 });
    expect(Object.keys(errors[0].extensions.details.fields).toSorted()).toEqual(['pageSize', 'timestampFrom']);
  });
});
