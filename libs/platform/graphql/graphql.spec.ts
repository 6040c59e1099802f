import { GraphQLSchemaHost } from '@nestjs/graphql';
import { type GraphQLObjectType, getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type Json, type Practice, practice } from '#test/support/practice.js';
import { codes, expectUnified, thrice } from './testing/graphql-answers.js';

let house: Practice;
let admin: Client;

beforeAll(async () => {
  house = await practice();
  admin = await house.as('admin');
});
afterAll(() => house?.[Symbol.asyncDispose]());

const NOBODY = '01900000-0000-7000-8000-0000000000ff';
const post = (body: unknown, headers?: Record<string, string>) => admin.post('/graphql', body, headers);

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
