import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type Json, type Practice, practice } from '#test/support/practice.js';
import { sentStatements } from '#test/support/sent-statements.js';

const PATH = '/api/v1/billing/charges';
const CHARGE = `{ id sessionId patientId therapistId siteId amount { amount currency } status createdAt updatedAt
  actions { name method href } }`;

let clinic: Practice;
let admin: Client;
let session: string;

beforeAll(async () => {
  clinic = await practice();
  admin = await clinic.as('admin');
  session = (await admin.post('/api/v1/therapy-sessions', clinic.booking())).body.data.id;
  await clinic.settled();
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

const ask = async (query: string, variables?: object, as = admin) => (await as.graphql(query, variables)).body;

describe('charges over GraphQL', () => {
  it('are the same as over REST: one, all, and that of a session', async () => {
    const { results, count } = (await admin.get(PATH)).body;
    const [charge] = (await admin.get(`${PATH}?sessionId=${session}`)).body.results;
    const { data } = await ask(
      `query ($id: ID!, $session: ID!) {
        charge(id: $id) ${CHARGE} charges { count items ${CHARGE} } therapySession(id: $session) { charge ${CHARGE} } }`,
      { id: charge.id, session },
    );
    expect(data).toEqual({ charge, charges: { count, items: results }, therapySession: { charge } });
  });

  it('are filtered, ordered and paged', async () => {
    const list = `query ($filter: ChargeFilterInput, $cursor: String) {
      charges(filter: $filter, cursor: $cursor, pageSize: 2, ordering: "createdAt") { count nextCursor items { id } } }`;
    const filter = { status: ['open', 'paid'], patientId: clinic.id('patient') };
    const expected = (await admin.get(`${PATH}?status[in]=open,paid&patientId=${filter.patientId}&ordering=createdAt`))
      .body;
    const seen: Json[] = [];
    for (let cursor: string | null = null, first = true; first || cursor; first = false) {
      const { charges }: Json = (await ask(list, { filter, cursor })).data;
      expect(charges.count).toBe(expected.count);
      seen.push(...charges.items.map(({ id }: Json) => id));
      cursor = charges.nextCursor;
    }
    expect(seen).toEqual(expected.results.map(({ id }: Json) => id));
    const wrong = await ask(list, { filter: { createdAtFrom: 'yesterday' } });
    expect(Object.keys(wrong.errors[0].extensions.details.fields)).toEqual(['createdAtFrom']);
  });

  it('have their history, all of them in one statement', async () => {
    const [first, second] = (await admin.get(PATH)).body.results;
    for (const { id } of [first, second]) {
      const { status } = await admin.post('/api/v1/access/grants', {
        ...{ subject: 'role:viewer', permission: 'billing.charge.view', objectType: 'charge', objectId: id },
      });
      expect(status).toBe(201);
    }
    let answer: Json;
    const statements = await sentStatements(async () => {
      answer = await ask('{ charges(pageSize: 5) { items { id events { id type } } } }');
    });
    for (const { id, events } of answer.data.charges.items) {
      const overRest = (await admin.get(`${PATH}/${id}/events`)).body.results;
      expect(new Set(events.map((event: Json) => event.id))).toEqual(new Set(overRest.map((event: Json) => event.id)));
    }
    const [{ events }] = answer.data.charges.items;
    expect(events.map(({ type }: Json) => type)).toEqual(['access.granted']);
    // The page, its count, the histories. The process reads the store by itself, too, but not by target.
    expect(statements.filter((text) => /from billing\.|e\.target_id = any/.test(text))).toHaveLength(3);
  });

  it('of others are not there', async () => {
    const [charge] = (await admin.get(`${PATH}?sessionId=${session}`)).body.results;
    const query = 'query ($id: ID!) { charge(id: $id) { id } }';
    for (const name of ['jonas', 'otherAdmin'] as const) {
      const { data, errors } = await ask(query, { id: charge.id }, await clinic.as(name));
      expect([data, errors[0].extensions.code]).toEqual([{ charge: null }, 'CHARGE_NOT_FOUND']);
    }
    const own = await ask('{ charges(pageSize: 100) { items { patientId } } }', {}, await clinic.as('jonas'));
    expect(new Set(own.data.charges.items.map(({ patientId }: Json) => patientId))).toEqual(
      new Set([clinic.id('jonas')]),
    );
  });
});

describe('the list of charges', () => {
  it('is ordered by amount, from page to page', async () => {
    // More than fits into 32 bits.
    await clinic.owner.query('update billing.charge set amount_minor = 900000000000 where session_id = $1', [session]);
    for (const direction of ['', '-']) {
      const amounts: number[] = [];
      for (let path = `${PATH}?ordering=${direction}amount&pageSize=1`; path; ) {
        const { status, body }: Json = await admin.get(path);
        expect(status).toBe(200);
        amounts.push(...body.results.map(({ amount }: Json) => Number(amount.amount)));
        path = body.next;
      }
      expect(amounts).toHaveLength((await admin.get(PATH)).body.count);
      expect(Math.max(...amounts)).toBe(9_000_000_000);
      expect(amounts).toEqual(amounts.toSorted((a, b) => (direction ? b - a : a - b)));
    }
  });
});
