import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type Practice, practice } from '#test/support/practice.js';
import { QUERY_LIMITS } from './query-limits.js';
import { codes, expectUnified, thrice } from './testing/graphql-answers.js';

let house: Practice;
let admin: Client;

beforeAll(async () => {
  house = await practice();
  admin = await house.as('admin');
});
afterAll(() => house?.[Symbol.asyncDispose]());

const post = (body: unknown, headers?: Record<string, string>) => admin.post('/graphql', body, headers);
const times = (count: number, text: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => text(n)).join(' ');

describe('the envelope of a request', () => {
  const ask = { query: '{ me { id } }' };

  it.each([
    ['a list of operations', [ask, ask], 400, 'BATCH_NOT_SUPPORTED'],
    ['an empty list', [], 400, 'BATCH_NOT_SUPPORTED'],
    ['no query', {}, 400, 'VALIDATION_FAILED'],
    ['an empty query', { query: '' }, 400, 'VALIDATION_FAILED'],
    ['a query that is no text', { query: 5 }, 400, 'VALIDATION_FAILED'],
    ['variables in a text', { ...ask, variables: '{}' }, 400, 'VALIDATION_FAILED'],
    ['variables in a list', { ...ask, variables: [] }, 400, 'VALIDATION_FAILED'],
    ['a name that is no text', { ...ask, operationName: ['x'] }, 400, 'VALIDATION_FAILED'],
    ['broken JSON', '{"query": "{ me', 400, 'MALFORMED_JSON'],
    ['a body that is null', 'null', 400, 'VALIDATION_FAILED'],
    ['a body that is a number', '7', 400, 'VALIDATION_FAILED'],
    ['nothing', '', 400, 'MALFORMED_JSON'],
    ['a body too large', { ...ask, variables: { x: 'x'.repeat(1_100_000) } }, 413, 'PAYLOAD_TOO_LARGE'],
    ['a syntax tree', { query: JSON.stringify({ kind: 'Document', definitions: [] }) }, 400, 'GRAPHQL_PARSE_FAILED'],
    ['a number in the query', { query: ' 7' }, 400, 'GRAPHQL_PARSE_FAILED'],
    ['an empty object in the query', { query: '{ }' }, 400, 'GRAPHQL_PARSE_FAILED'],
    ['a text in the query', { query: '"x"' }, 400, 'GRAPHQL_PARSE_FAILED'],
    ['null in the query', { query: 'null' }, 400, 'GRAPHQL_PARSE_FAILED'],
  ])('refuses %s', async (_, body, status, code) => {
    const answer = await post(body);
    expect([answer.status, ...codes(answer)]).toEqual([status, code]);
    expectUnified(answer);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonx'])(
    'does not take %s, which a page of another site could send',
    async (type) => {
      const answer = await post('query=%7Bme%7Bid%7D%7D', { 'content-type': type });
      expect([answer.status, ...codes(answer)]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    },
  );

  it('may be application/graphql', async () => {
    const answer = await post('{ me { id } }', { 'content-type': 'application/graphql' });
    expect(answer.body.data.me.id).toBe(house.id('admin'));
  });

  it('is a POST', async () => {
    for (const query of ['%7Bme%7Bid%7D%7D', 'mutation%7BdeleteUser(id:1)%7D', '']) {
      const answer = await admin.get(`/graphql?query=${query}&operationName=x`);
      expect([answer.status, ...codes(answer), answer.headers.get('allow')]).toEqual([
        405,
        'METHOD_NOT_ALLOWED',
        'POST',
      ]);
      expectUnified(answer);
    }
  });
});

describe('a bomb', () => {
  const sessions = (pageSize: number) =>
    `therapySessions(pageSize: ${pageSize}) { items { id patient { email roles profile { firstName lastName } }
      therapist { email roles profile { firstName } } charge { id amount { amount } } events { id type data } } }`;
  const fragments = (count: number) => times(count, (n) => `fragment F${n} on User { ...F${n + 1} ...F${n + 1} }`);

  it.each<[string, string, string]>([
    ['of depth', `{ me ${'{ profile '.repeat(20)}{ firstName }${' }'.repeat(20)} }`, 'QUERY_TOO_DEEP'],
    ['of very great depth', `${'{ me '.repeat(300)}${'}'.repeat(300)}`, 'QUERY_TOO_DEEP'],
    ['of depth in values', `{ user(id: ${'['.repeat(400)}${']'.repeat(400)}) { id } }`, 'GRAPHQL_VALIDATION_FAILED'],
    ['of pages', `{ ${times(9, (n) => `p${n}: ${sessions(100)}`)} }`, 'QUERY_TOO_COMPLEX'],
    ['of root fields', `{ ${times(20, (n) => `a${n}: me { id }`)} }`, 'QUERY_TOO_MANY_ROOT_FIELDS'],
    ['of mutations', `mutation { ${times(20, (n) => `a${n}: deleteUser(id: 1)`)} }`, 'QUERY_TOO_MANY_ROOT_FIELDS'],
    ['of aliases', `{ me { ${times(200, (n) => `a${n}: email`)} } }`, 'QUERY_TOO_MANY_ALIASES'],
    [
      'of introspection',
      `{ __schema { types { ${times(9, (n) => `f${n}: fields { name }`)} } } }`,
      'QUERY_TOO_MANY_ALIASES',
    ],
    [
      'of introspection in depth',
      `{ __schema ${'{ types { fields { type '.repeat(5)}{ name }${' } } }'.repeat(5)} }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['of tokens', `{ me { ${'id '.repeat(QUERY_LIMITS.tokens)} } }`, 'QUERY_TOO_LARGE'],
    ['of characters', `{ me { id } } #${'x'.repeat(QUERY_LIMITS.length)}`, 'QUERY_TOO_LARGE'],
    ['of the same field', `{ me { ${'profile { firstName } '.repeat(200)} } }`, 'none'],
    ['of fragments', `{ me { ...F0 } } ${fragments(60)} fragment F60 on User { id }`, 'QUERY_TOO_COMPLEX'],
    [
      'of endless fragments',
      `{ me { ...F0 } } ${fragments(60)} fragment F60 on User { ...F0 }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['of directives', `{ me { id ${'@include(if: true) '.repeat(100)} } }`, 'GRAPHQL_VALIDATION_FAILED'],
    ['of operations', times(100, (n) => `query Q${n} { me { id } }`), 'GRAPHQL_VALIDATION_FAILED'],
    ['of unknown fields', `{ ${times(900, (n) => `x${n}`)} }`, 'GRAPHQL_VALIDATION_FAILED'],
    ['of a subscription', 'subscription { me { id } }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('%s does no harm', async (_, query, code) => {
    const answer = await admin.graphql(query);
    expectUnified(answer);
    if (code === 'none') expect(answer.body.data.me).toBeTruthy();
    else expect([answer.status, codes(answer)]).toEqual([400, expect.arrayContaining([code])]);
    expect(codes(answer).length).toBeLessThanOrEqual(QUERY_LIMITS.errors + 1);
  });

  it('of wrong variables is not told of each', async () => {
    const query = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { id } }';
    const input = { email: 'a@b.test', password: 'long enough', roles: Array.from({ length: 20_000 }, (_, n) => n) };
    for (let n = 0; n < 3; n++) {
      const answer = await admin.graphql(query, { input });
      expect([answer.status, ...codes(answer)]).toEqual([400, expect.stringMatching('VALIDATION_FAILED')]);
      expect(JSON.stringify(answer.body).length).toBeLessThan(20_000);
    }
  });

  it('is told with its limit', async () => {
    const [{ message, extensions }] = (await admin.graphql(`{ ${times(11, (n) => `a${n}: me { id }`)} }`)).body.errors;
    expect(message).toBe('The query has 11 root fields; the limit is 10. Send several requests.');
    expect(extensions.details).toEqual({ limit: 10 });
  });
});

describe('names that mean something to JavaScript', () => {
  it.each(['__proto__', 'constructor', 'toJSON', 'then', 'hasOwnProperty', 'valueOf'])(
    'are aliases: %s',
    async (name) => {
      expectUnified(
        await thrice(() => admin.graphql(`{ ${name}: me { ${name}: id profile { ${name}: firstName } } }`)),
      );
      expectUnified(
        await thrice(() => admin.graphql(`query ${name}($${name}: Int) { users(limit: $${name}) { id } }`)),
      );
    },
  );
});

it('answers whatever is sent with unified errors', async () => {
  const words =
    '{ } ( ) [ ] : $ ! @ ... query mutation fragment on me users id email profile therapySessions items patient charge \
pageSize filter status input __typename __schema __type name include if true null 1 -1 1e9 "x" "" """ $id ID Int F # , \u0000 é';
  const document = fc
    .array(fc.constantFrom(...words.split(' ')), { minLength: 1, maxLength: 25 })
    .map((tokens) => tokens.join(' '));
  const body = fc.record(
    {
      query: fc.oneof({ weight: 5, arbitrary: document }, fc.json(), fc.string()),
      variables: fc.jsonValue(),
      operationName: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(body, async (sent) => expectUnified(await post(sent))),
    { numRuns: 200 },
  );
});
