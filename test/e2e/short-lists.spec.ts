import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type Json, type Practice, practice } from '#test/support/practice.js';

let clinic: Practice;
let admin: Client;

beforeAll(async () => {
  clinic = await practice();
  admin = await clinic.as('admin');
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

const SYSTEM = '/api/v1/system';

describe.each([
  `${SYSTEM}/wiring`,
  `${SYSTEM}/event-types`,
  `${SYSTEM}/task-types`,
  `${SYSTEM}/contracts`,
  '/api/v1/account/plans',
  '/api/v1/access/permissions',
])('%s', (path) => {
  const get = async (query = '') => (await admin.get(`${path}${query}`)).body;

  it('is whole where no size is asked for', async () => {
    const { results, ...rest } = await get();
    expect(rest).toMatchObject({ count: results.length, countExact: true, next: null, previous: null });
    expect(results.length).toBeGreaterThan(2);
  });

  it('is walked by its links in both directions, each entry once and in order', async () => {
    const all = (await get()).results;
    const forwards: Json[] = [];
    let page = await get('?pageSize=2');
    for (;;) {
      expect(page.count).toBe(all.length);
      forwards.push(...page.results);
      if (!page.next) break;
      page = (await admin.get(page.next)).body;
    }
    expect(forwards).toEqual(all);
    const backwards: Json[] = [];
    for (;;) {
      backwards.unshift(...page.results);
      if (!page.previous) break;
      page = (await admin.get(page.previous)).body;
    }
    expect(backwards).toEqual(all);
  });

  it('has pages by number, and leads back from one past the end to the last', async () => {
    const all = (await get()).results;
    expect((await get('?page=2&pageSize=2')).results).toEqual(all.slice(2, 4));
    const beyond = await get('?page=99&pageSize=2');
    expect([beyond.results, beyond.count, beyond.next]).toEqual([[], all.length, null]);
    const last = (await admin.get(beyond.previous)).body;
    expect(last.results).toEqual(all.slice(2 * Math.ceil(all.length / 2 - 1)));
    expect((await admin.get((await get('?page=2')).previous)).body.results).toEqual(all);
  });

  it.each([
    ['bogus=1', 'bogus'],
    ['constructor=1', 'constructor'],
    ['fields=name', 'fields'],
    ['ordering=name', 'ordering'],
    ['pageSize=101', 'pageSize'],
    ['pageSize=0', 'pageSize'],
    ['page=0', 'page'],
    ['page=one', 'page'],
    ['page=1&page=2', 'page'],
    ['cursor=nothing', 'cursor'],
    ['cursor=WzAsLTFd', 'cursor'],
    ['cursor=WzAsMSwyXQ', 'cursor'],
    ['cursor=WzAsMV0&page=2', 'cursor'],
  ])('refuses %s', async (query, parameter) => {
    const { status, body } = await admin.get(`${path}?${query}`);
    expect([status, Object.keys(body.error?.details.fields ?? {})]).toEqual([422, [parameter]]);
  });
});

describe('the catalogue over GraphQL', () => {
  it.each([
    ['wiring', 'wiring', 'eventType label reactions { name label context mode }'],
    [
      'eventTypes',
      'event-types',
      'type label namespace { name label } category version subscribable audience { permission oneself } schema',
    ],
    ['taskTypes', 'task-types', 'name label queue workerClass timeLimit retry { tries backoff maxBackoff }'],
    ['contracts', 'contracts', 'name label methods { name description } provider location requiredBy'],
  ])('has the same %s, whole and in pages', async (field, path, entry) => {
    const overRest = (await admin.get(`${SYSTEM}/${path}`)).body;
    const expected = overRest.results.map(({ methods, ...known }: Json) => ({
      ...known,
      ...(methods && { methods: Object.entries(methods).map(([name, description]) => ({ name, description })) }),
    }));
    const ask = async (args = '') =>
      (await admin.graphql(`{ ${field}${args} { count nextCursor items { ${entry} } } }`)).body;
    const { items, ...rest } = (await ask()).data[field];
    expect(items).toEqual(expected);
    expect(rest).toEqual({ count: overRest.count, nextCursor: null });
    const first = (await ask('(pageSize: 2)')).data[field];
    const second = (await ask(`(pageSize: 2, cursor: "${first.nextCursor}")`)).data[field];
    expect([...first.items, ...second.items]).toEqual(expected.slice(0, 4));
    const refused = (await ask('(pageSize: 101)')).errors[0].extensions;
    expect([refused.code, Object.keys(refused.details.fields)]).toEqual(['VALIDATION_FAILED', ['pageSize']]);
  });
});
