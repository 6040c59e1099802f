import { GraphQLSchemaHost } from '@nestjs/graphql';
import fc from 'fast-check';
import { type GraphQLObjectType, getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, type Json, type Practice, practice } from '#test/support/practice.js';
import { QUERY_LIMITS } from './query-limits.js';

let house: Practice;
let admin: Client;

beforeAll(async () => {
  house = await practice();
  admin = await house.as('admin');
});
afterAll(() => house?.[Symbol.asyncDispose]());

const NOBODY = '01900000-0000-7000-8000-0000000000ff';
const codes = ({ body }: Answer): string[] => body.errors?.map(({ extensions }: Json) => extensions.code) ?? [];
const post = (body: unknown, headers?: Record<string, string>) => admin.post('/graphql', body, headers);
const times = (count: number, text: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => text(n)).join(' ');

/** Compiled from the second time on: the same must come out each time. */
async function thrice(ask: () => Promise<Answer>): Promise<Answer> {
  const answers = [await ask(), await ask(), await ask()];
  const stable = answers.map(({ status, body }) => ({
    status,
    data: body.data,
    errors: body.errors?.map(({ extensions: { requestId, timestamp, ...extensions }, ...error }: Json) => ({
      ...error,
      extensions,
    })),
  }));
  for (const each of stable) expect(each).toEqual(stable[0]);
  return answers[2] as Answer;
}

/** Whatever comes in: no 500, and errors of the one shape with nothing of the inside in them. */
function expectUnified({ status, body, headers }: Answer): void {
  expect(status, JSON.stringify(body)).toBeLessThan(500);
  expect(headers.get('x-request-id')).toBeTruthy();
  for (const error of body.errors ?? []) {
    expect(Object.keys(error.extensions).sort()).toEqual(['code', 'details', 'requestId', 'timestamp']);
    expect(error.extensions.code).toMatch(/^[A-Z_]+$/);
    expect(error.extensions.code).not.toBe('INTERNAL_ERROR');
    expect(error.extensions.requestId).toBe(headers.get('x-request-id'));
    expect(error.message).not.toMatch(/\bat .*:\d+|node_modules/);
  }
}

describe('a request', () => {
  it('has an id, taken or made, in header and errors', async () => {
    const answer = await post({ query: `{ therapySession(id: "${NOBODY}") { id } }` }, { 'x-request-id': 'mine-1' });
    expect(answer.headers.get('x-request-id')).toBe('mine-1');
    expect(answer.body.errors[0].extensions.requestId).toBe('mine-1');
    expectUnified(await admin.graphql('{ nothing }'));
  });

  it('without a credential reaches only what is public', async () => {
    const answer = await thrice(() => house.anonymous().graphql('{ me { id } }'));
    expect([answer.status, answer.body.data, ...codes(answer)]).toEqual([200, null, 'UNAUTHENTICATED']);
    expectUnified(answer);
  });

  it('with a bad credential reaches no more, and is told what is wrong with it', async () => {
    const ask = (query: string) => house.anonymous().post('/graphql', { query }, { authorization: 'Bearer x' });
    const answer = await thrice(() => ask('{ me { id } }'));
    expect([answer.status, answer.body.data, ...codes(answer)]).toEqual([200, null, 'UNAUTHENTICATED']);
    expect(answer.body.errors[0].message).toContain('access token is not valid');
    expectUnified(answer);
    expect((await ask('{ __typename }')).body).toEqual({ data: { __typename: 'Query' } });
  });

  it('is held to the permission of each of its operations', async () => {
    const patient = await house.as('patient');
    const query = `mutation { startTherapySession(id: "${NOBODY}") { id } }`;
    const answer = await thrice(() => patient.graphql(query));
    expect([answer.status, ...codes(answer)]).toEqual([200, 'PERMISSION_DENIED']);
    expect(answer.body.errors[0].extensions.details).toEqual({ permission: 'scheduling.session.conduct' });
  });

  it('has its input validated by the same rules as over REST, all at once', async () => {
    const input = { email: 'nobody', password: 'short', roles: ['king'] };
    const mutation = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { id } }';
    const answer = await thrice(() => admin.graphql(mutation, { input }));
    expect([answer.status, ...codes(answer)]).toEqual([200, 'VALIDATION_FAILED']);
    const overRest = await admin.post('/api/v1/users', input);
    expect(answer.body.errors[0].extensions.details).toEqual(overRest.body.error.details);
  });

  it('with variables of the wrong type is told which', async () => {
    const booking = {
      ...house.booking(),
      durationMinutes: 'an hour; or so',
      notes: { text: 'x' },
      siteId: 1.5,
      more: 1,
    };
    const mutation = 'mutation ($input: ScheduleTherapySessionInput!) { scheduleTherapySession(input: $input) { id } }';
    const answers = [1, 2, 3].map(() => admin.graphql(mutation, { input: booking }));
    for (const answer of await Promise.all(answers)) {
      expect([answer.status, ...codes(answer)]).toEqual([400, 'VALIDATION_FAILED']);
      const { fields } = answer.body.errors[0].extensions.details;
      expect(Object.keys(fields).sort()).toEqual(['durationMinutes', 'more', 'notes', 'siteId']);
      expect(fields.durationMinutes).toEqual([expect.stringMatching(/^Int cannot represent non-integer value/)]);
    }
  });

  it.each([
    ['an id that is missing', {}, 'id'],
    ['an id that is null', { id: null }, 'id'],
    ['an id that is no text', { id: { $ne: 1 } }, 'id'],
  ])('with %s is refused', async (_, variables, field) => {
    const answer = await thrice(() => admin.graphql('query ($id: ID!) { user(id: $id) { id } }', variables));
    expect([answer.status, ...codes(answer)]).toEqual([400, 'VALIDATION_FAILED']);
    expect(Object.keys(answer.body.errors[0].extensions.details.fields)).toEqual([field]);
  });

  it('for a thing that is not there, or another tenant’s, gets null and the same error', async () => {
    const ids = [NOBODY, house.id('otherPatient'), 'no id at all'];
    const answers = await Promise.all(
      ids.map((id) => thrice(() => admin.graphql('query ($id: ID!) { user(id: $id) { id } }', { id }))),
    );
    for (const answer of answers) {
      expect([answer.status, answer.body.data, ...codes(answer)]).toEqual([200, { user: null }, 'USER_NOT_FOUND']);
      expect(answer.body.errors[0].path).toEqual(['user']);
    }
    expect(answers[0]?.body.errors[0].message).toBe(answers[1]?.body.errors[0].message);
  });

  it('that is no GraphQL, or does not fit the schema, is told where', async () => {
    const broken = await thrice(() => admin.graphql('{ me { id '));
    expect([broken.status, ...codes(broken)]).toEqual([400, 'GRAPHQL_PARSE_FAILED']);
    const unknown = await thrice(() => admin.graphql('{ me { id height } }'));
    expect([unknown.status, ...codes(unknown)]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    expect(unknown.body.errors[0].locations).toEqual([{ line: 1, column: 11 }]);
  });
});

describe('a document of several operations', () => {
  const query = 'query Mine { me { id } } query Others { users(limit: 1) { email } }';
  const run = async (operationName?: unknown) => (await post({ query, operationName })).body.data;

  it('runs the one that is named, also after the others were compiled', async () => {
    for (let n = 0; n < 4; n++) {
      expect(Object.keys(await run('Mine'))).toEqual(['me']);
      expect(Object.keys(await run('Others'))).toEqual(['users']);
    }
  });

  it.each([undefined, '', 'Neither', 'constructor'])('does not run when %o is named', async (operationName) => {
    const answer = await thrice(() => post({ query, operationName }));
    expect([answer.status, ...codes(answer)]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    expectUnified(answer);
  });

  it('of which there is only one takes no other name', async () => {
    for (let n = 0; n < 3; n++) {
      expect(codes(await post({ query: 'query One { me { id } }', operationName: 'Two' }))).toEqual([
        'GRAPHQL_VALIDATION_FAILED',
      ]);
    }
    const named = await thrice(() => post({ query: 'query One { me { id } }', operationName: 'One' }));
    expect(named.body.data.me.id).toBe(house.id('admin'));
  });
});

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

it('can be introspected by the tools', async () => {
  const answer = await thrice(() => house.anonymous().graphql(getIntrospectionQuery({ descriptions: true })));
  const names = answer.body.data.__schema.types.map(({ name }: Json) => name);
  expect(names).toEqual(
    expect.arrayContaining(['User', 'TherapySession', 'TherapySessionConnection', 'Event', 'JSON']),
  );
});

it('resolves plain fields by reading them, and nothing else', () => {
  const { schema } = house.app.get(GraphQLSchemaHost, { strict: false });
  const resolved = (name: string) => {
    const fields = Object.values((schema.getType(name) as GraphQLObjectType).getFields());
    return fields.filter(({ resolve }) => resolve).map((field) => field.name);
  };
  expect(resolved('TherapySession').sort()).toEqual(['actions', 'charge', 'events', 'patient', 'therapist']);
  expect(resolved('TherapySessionConnection')).toEqual([]);
  expect(resolved('UserProfile')).toEqual([]);
});
