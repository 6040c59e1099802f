import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accounts } from '#apps/standalone/demo-practice.js';
import { type Answer, type Client, type Json, type Practice, practice } from '#test/support/practice.js';

const SESSIONS = '/api/v1/therapy-sessions';
const NOBODY = '01900000-0000-7000-8000-0000000000ff';
/** Of the account that {@link stand} changes. */
const [{ id: accountId }] = accounts;

let house: Practice;
let admin: Client;
let patient: Client;

beforeAll(async () => {
  house = await practice();
  admin = await house.as('admin');
  patient = await house.as('patient');
});
afterAll(() => house?.[Symbol.asyncDispose]());
beforeEach(() => stand('active'));

const stand = (standing: string) =>
  house.owner.query('update platform.admission set standing = $2 where account_id = $1', [accountId, standing]);
const code = ({ status, body }: Answer): Json => [status, body.error?.code];
const codeOf = ({ body }: Answer): Json => body.errors?.[0].extensions.code;
const yesterday = () => house.booking({ inDays: -1 });

/** Requests that are refused before any handler has entered the account, and with what. */
const REFUSED: [what: string, ask: () => Promise<Answer>, status: number, code: string][] = [
  ['a body that is not valid', () => patient.post(SESSIONS, {}), 422, 'VALIDATION_FAILED'],
  ['a session in the past', () => patient.post(SESSIONS, yesterday()), 422, 'VALIDATION_FAILED'],
  ['a parameter that there is not', () => admin.get('/api/v1/users?bogus=1'), 422, 'VALIDATION_FAILED'],
  ['what is no id', () => admin.get('/api/v1/users/nope'), 404, 'USER_NOT_FOUND'],
  ['what is not permitted', () => patient.post('/api/v1/users', {}), 403, 'PERMISSION_DENIED'],
  ['what is no JSON', () => patient.post(SESSIONS, '{'), 400, 'MALFORMED_JSON'],
  ['a body that is too large', () => patient.post(SESSIONS, 'x'.repeat(2 ** 21)), 413, 'PAYLOAD_TOO_LARGE'],
  [
    'what is nested too deeply',
    () => patient.post(SESSIONS, '['.repeat(99) + ']'.repeat(99)),
    422,
    'VALIDATION_FAILED',
  ],
  ['what is no site', () => admin.get('/api/v1/users', { 'x-site-id': 'here' }), 422, 'VALIDATION_FAILED'],
  ['an unknown site', () => admin.get('/api/v1/users', { 'x-site-id': NOBODY }), 404, 'SITE_NOT_FOUND'],
  ['a foreign account', () => admin.get('/api/v1/users', { 'x-account-id': NOBODY }), 403, 'PERMISSION_DENIED'],
  ['what is no key', () => patient.post(SESSIONS, {}, { 'idempotency-key': 'é' }), 422, 'VALIDATION_FAILED'],
];

describe.each(REFUSED)('%s', (_what, ask, status, refusal) => {
  it('is refused for that where the account stands', async () => {
    expect(code(await ask())).toEqual([status, refusal]);
  });

  it('is refused for the account where that does not stand', async () => {
    await stand('plan_inactive');
    expect(code(await ask())).toEqual([402, 'PLAN_INACTIVE']);
    await stand('suspended');
    expect(code(await ask())).toEqual([403, 'ACCOUNT_REQUIRED']);
  });
});

describe('a credential that has ended', () => {
  const REFUSALS: [what: string, ask: (as: Client) => Promise<Answer>][] = [
    ['a body that is not valid', (as) => as.post(SESSIONS, {})],
    ['what is no id', (as) => as.get('/api/v1/users/nope')],
    ['what is not permitted', (as) => as.post('/api/v1/users', {})],
  ];
  const ended: Client[] = [];

  beforeAll(async () => {
    await stand('active');
    const [signedOut, deactivated] = [await house.as('jonas'), await house.as('lena')];
    await signedOut.post('/api/v1/auth/logout');
    await admin.delete(`/api/v1/users/${house.id('lena')}`);
    ended.push(signedOut, deactivated);
  });

  it.each(REFUSALS)('is refused as such before %s is', async (_what, ask) => {
    for (const as of ended) expect(code(await ask(as))).toEqual([401, 'UNAUTHENTICATED']);
  });
});

describe('GraphQL', () => {
  const book = 'mutation ($input: ScheduleTherapySessionInput!) { scheduleTherapySession(input: $input) { id } }';
  const createUser = 'mutation { createUser(input: { email: "x@demo.test", password: "0123456789" }) { id } }';
  const ASKED: [what: string, ask: () => Promise<Answer>, code: string][] = [
    ['no document', () => patient.graphql('{ me {'), 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', () => patient.graphql('{ nothing }'), 'GRAPHQL_VALIDATION_FAILED'],
    ['wrong variables', () => patient.graphql(book, { input: 1 }), 'VALIDATION_FAILED'],
    ['a batch', () => patient.post('/graphql', [{ query: '{ me { id } }' }]), 'BATCH_NOT_SUPPORTED'],
    ['what is no JSON', () => patient.post('/graphql', '{'), 'MALFORMED_JSON'],
    ['what is not permitted', () => patient.graphql(createUser), 'PERMISSION_DENIED'],
    ['a session in the past', () => patient.graphql(book, { input: yesterday() }), 'VALIDATION_FAILED'],
  ];

  it.each(ASKED)('is told of the account before %s', async (_what, ask, refusal) => {
    expect(codeOf(await ask())).toBe(refusal);
    await stand('plan_inactive');
    const { status, body } = await ask();
    expect([status, body.data, body.errors.length]).toEqual([402, null, 1]);
    expect(body.errors[0].extensions).toMatchObject({ code: 'PLAN_INACTIVE', requestId: expect.any(String) });
    await stand('suspended');
    expect(codeOf(await ask())).toBe('ACCOUNT_REQUIRED');
  });
});

describe('what an account does not stand for is not asked', () => {
  beforeEach(() => stand('plan_inactive'));

  it.each(['/api/v1/nothing', '/nowhere'])('at %s, where there is nothing', async (path) => {
    expect(code(await admin.get(path))).toEqual([404, 'ROUTE_NOT_FOUND']);
  });

  it('where everybody may', async () => {
    expect(code(await admin.post('/api/v1/auth/login', {}))).toEqual([422, 'VALIDATION_FAILED']);
  });

  it('of who chooses a plan, but of who may not', async () => {
    const plan =
      (as: Client) =>
      (body: string, headers = {}) =>
        fetch(new URL('/api/v1/account/plan', house.url), {
          method: 'PUT',
          headers: { authorization: `Bearer ${as.token}`, 'content-type': 'application/json', ...headers },
          body,
        }).then((response) => response.status);
    expect(await plan(admin)('{"plan":"none"}')).toBe(422);
    expect(await plan(admin)('{')).toBe(400);
    expect(await plan(patient)('{"plan":"none"}')).toBe(402);
    const choose = (as: Client) => as.graphql('mutation { chooseAccountPlan(input: { plan: "none" }) { id } }');
    expect(codeOf(await choose(admin))).toBe('VALIDATION_FAILED');
    expect(codeOf(await choose(patient))).toBe('PLAN_INACTIVE');
  });
});

it('leaves a key free whose request was refused for the account', async () => {
  const key = { 'idempotency-key': 'standing' };
  await stand('plan_inactive');
  expect((await patient.post(SESSIONS, {}, key)).status).toBe(402);
  await stand('active');
  expect((await patient.post(SESSIONS, house.booking({ inDays: 40 }), key)).status).toBe(201);
});
