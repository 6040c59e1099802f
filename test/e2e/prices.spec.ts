import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts } from '#apps/standalone/demo-practice.js';
import { type Client, type Json, type Practice, practice } from '#test/support/practice.js';

const [demo] = accounts;
const PRICES = '/api/v1/billing/prices';

let clinic: Practice;
let admin: Client;
let listed: Json[];
beforeAll(async () => {
  clinic = await practice();
  admin = await clinic.as('admin');
  listed = (await admin.get(PRICES)).body.data.prices;
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

const set = (by: Client, prices: object[]) => by.put(PRICES, { prices });
const priced = (amount: string, currency = 'EUR') => ({
  sessionType: 'individual',
  durationMinutes: 60,
  amount: { amount, currency },
});
const others = () => listed.filter((each) => each.sessionType !== 'individual' || each.durationMinutes !== 60);
const told = async () => {
  const { rows } = await clinic.owner.query(
    `select actor_id, data from messaging.event where type = 'price.changed' and target_id = $1 order by position`,
    [demo.id],
  );
  return rows;
};

describe('the price list', () => {
  it('is set as a whole, holds for what is booked from then on, and tells what changed', async () => {
    const before = (await told()).length;
    const { status, body } = await set(admin, [...others(), priced('131.50')]);
    expect([status, body.data.actions]).toEqual([200, [{ name: 'set', method: 'PUT', href: PRICES }]]);
    expect(body.data.prices).toHaveLength(16);
    expect(body.data.prices).toContainEqual(priced('131.50'));
    expect((await told()).slice(before)).toEqual([
      { actor_id: clinic.id('admin'), data: { set: [priced('131.50')], removed: [] } },
    ]);
    const session = (await admin.post('/api/v1/therapy-sessions', clinic.booking({ inDays: 50 }))).body.data;
    await clinic.settled();
    const { results } = (await admin.get(`/api/v1/billing/charges?sessionId=${session.id}`)).body;
    expect(results[0].amount).toEqual({ amount: '131.50', currency: 'EUR' });
    const history = (await admin.get('/api/v1/account/events')).body.results;
    expect(history.map(({ type }: Json) => type)).toContain('price.changed');
  });

  it('that is the same again changes nothing; what is left out has no price any more', async () => {
    await set(admin, listed);
    const before = (await told()).length;
    await set(admin, [...listed].reverse());
    expect(await told()).toHaveLength(before);
    expect((await set(admin, others())).body.data.prices).toHaveLength(15);
    expect((await told()).at(-1).data).toEqual({
      set: [],
      removed: [{ sessionType: 'individual', durationMinutes: 60 }],
    });
    expect((await set(admin, listed)).body.data.prices).toEqual(listed);
  });

  it('is one of those that are set at once, whole', async () => {
    await set(admin, []);
    const lists = ['individual', 'couple', 'group', 'intake'].map((type) =>
      listed.filter(({ sessionType }) => sessionType === type),
    );
    const answers = await Promise.all([...lists, ...lists].map((list) => set(admin, list)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(lists).toContainEqual((await admin.get(PRICES)).body.data.prices);
    await set(admin, listed);
  });

  it('is seen by staff, set by managers, and of one’s own account', async () => {
    const stranger = await clinic.as('otherAdmin');
    expect((await stranger.get(PRICES)).body.data.prices[0].amount.currency).toBe('USD');
    await set(stranger, [priced('1.00', 'USD')]);
    expect((await admin.get(PRICES)).body.data.prices).toEqual(listed);
    const desk = await clinic.as('reception');
    const { status, body } = await desk.get(PRICES);
    expect([status, body.data.actions]).toEqual([200, []]);
    expect((await set(desk, [])).status).toBe(403);
    for (const name of ['therapist', 'patient'] as const) {
      const other = await clinic.as(name);
      expect([(await other.get(PRICES)).status, (await set(other, [])).status]).toEqual([403, 403]);
    }
  });

  it.each<[string, object[], string]>([
    ['an amount of other digits', [priced('120')], 'prices.0.amount.amount'],
    ['less than nothing', [priced('-1.00')], 'prices.0.amount.amount'],
    ['no currency', [priced('1.00', 'ABC')], 'prices.0.amount.currency'],
    ['two prices for the same', [priced('1.00'), priced('2.00')], 'prices.1'],
    ['sessions that there are not', [{ ...priced('1.00'), durationMinutes: 61 }], 'prices.0.durationMinutes'],
    ['lists in the list', [[]], 'prices'],
    ['a number', [{ ...priced('1.00'), amount: { amount: 1, currency: 'EUR' } }], 'prices.0.amount.amount'],
  ])('is refused with %s', async (_what, prices, field) => {
    const { status, body } = await set(admin, prices);
    expect([status, Object.keys(body.error.details.fields)]).toEqual([422, [field]]);
  });

  it('is the same over GraphQL', async () => {
    const fields = '{ prices { sessionType durationMinutes amount { amount currency } } actions { name } }';
    const { prices } = (await admin.graphql(`{ prices ${fields} }`)).body.data;
    expect(prices).toEqual({ prices: listed, actions: [{ name: 'set' }] });
    const mutation = `mutation ($input: SetPricesInput!) { setPrices(input: $input) ${fields} }`;
    const input = { prices: [...others(), priced('140.00')] };
    const { setPrices } = (await admin.graphql(mutation, { input })).body.data;
    expect(setPrices.prices).toContainEqual(priced('140.00'));
    const refused = (await (await clinic.as('therapist')).graphql(mutation, { input })).body;
    expect(refused.errors[0].extensions.code).toBe('PERMISSION_DENIED');
  });
});
