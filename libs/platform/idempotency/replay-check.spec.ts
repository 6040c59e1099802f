import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, client, type Practice, practice } from '#test/support/practice.js';

const PASSWORD = 'long enough for everybody';
const SESSIONS = '/api/v1/therapy-sessions';
let house: Practice;
let admin: Client;
let day = 30;

beforeAll(async () => {
  house = await practice();
  admin = await house.as('admin');
});
afterAll(() => house?.[Symbol.asyncDispose]());

interface Somebody {
  readonly id: string;
  readonly email: string;
}

async function somebody(...roles: string[]): Promise<Somebody> {
  const email = `${crypto.randomUUID()}@demo.test`;
  const { body } = await admin.post('/api/v1/users', { email, password: PASSWORD, roles });
  return { id: body.data.id, email };
}

async function signIn({ email }: Somebody): Promise<Client> {
  const { body } = await client(house.url).post('/api/v1/auth/login', { email, password: PASSWORD });
  return client(house.url, body.data.accessToken);
}

const key = () => ({ 'idempotency-key': crypto.randomUUID() });
const told = ({ status, body, headers }: Answer) => [
  status,
  body.error?.code ?? body.errors?.[0].extensions.code,
  headers.get('idempotency-replayed'),
];
const LOST = [409, 'IDEMPOTENCY_RESULT_LOST', null];

/** A request that has been carried out, to be sent again by whomever. */
async function carriedOut(by: Client, booking: object = house.booking({ inDays: day++ })) {
  const headers = key();
  const send = (as: Client) => as.post(SESSIONS, booking, headers);
  const first = await send(by);
  expect([first.status, first.body.error]).toEqual([201, undefined]);
  return { again: send, first };
}

describe('an answer is sent again', () => {
  it('to its user after another sign-in', async () => {
    const reception = await somebody('admin');
    const { again, first } = await carriedOut(await signIn(reception));
    const answer = await again(await signIn(reception));
    expect([answer.headers.get('idempotency-replayed'), answer.body]).toEqual(['true', first.body]);
  });

  it('also of what the request has deleted', async () => {
    const made = await admin.post('/api/v1/groups', { name: crypto.randomUUID() });
    const remove = { query: `mutation { deleteGroup(id: "${made.body.data.id}") { id } }` };
    const headers = key();
    const [first, again] = [
      await admin.post('/graphql', remove, headers),
      await admin.post('/graphql', remove, headers),
    ];
    expect(first.body.errors).toBeUndefined();
    expect([again.headers.get('idempotency-replayed'), again.body]).toEqual(['true', first.body]);
  });
});

it('an answer is sent again in an account whose plan has ended, where that was no hindrance the first time', async () => {
  const headers = { ...key(), 'content-type': 'application/json', authorization: `Bearer ${admin.token}` };
  const choose = () =>
    fetch(new URL('/api/v1/account/plan', house.url), { method: 'PUT', headers, body: '{"plan":"practice"}' });
  expect((await choose()).status).toBe(200);
  await house.owner.query(`update platform.admission set standing = 'plan_inactive'`);
  try {
    const again = await choose();
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
  } finally {
    await house.owner.query(`update platform.admission set standing = 'active'`);
  }
});

describe('an answer is not sent again', () => {
  it('to a sign-in that has ended', async () => {
    const caller = await signIn(await somebody('admin'));
    const { again } = await carriedOut(caller);
    await caller.post('/api/v1/auth/logout');
    expect(told(await again(caller))).toEqual([401, 'UNAUTHENTICATED', null]);
  });

  it('to a user who has been deactivated', async () => {
    const user = await somebody('admin');
    const caller = await signIn(user);
    const { again } = await carriedOut(caller);
    expect((await admin.delete(`/api/v1/users/${user.id}`)).status).toBe(200);
    expect(told(await again(caller))).toEqual([401, 'UNAUTHENTICATED', null]);
  });

  it.each([
    ['plan_inactive', 402, 'PLAN_INACTIVE'],
    ['suspended', 403, 'ACCOUNT_REQUIRED'],
  ])('in an account that is %s', async (standing, status, code) => {
    const { again } = await carriedOut(admin);
    const stand = (value: string) => house.owner.query('update platform.admission set standing = $1', [value]);
    await stand(standing);
    try {
      expect(told(await again(admin))).toEqual([status, code, null]);
    } finally {
      await stand('active');
    }
    expect(told(await again(admin))).toEqual([201, undefined, 'true']);
  });

  it('that says what was wrong, in an account whose plan has ended', async () => {
    const headers = key();
    const send = () => admin.post(SESSIONS, {}, headers);
    const stand = (value: string) => house.owner.query('update platform.admission set standing = $1', [value]);
    expect(told(await send())).toEqual([422, 'VALIDATION_FAILED', null]);
    await stand('plan_inactive');
    try {
      expect(told(await send())).toEqual([402, 'PLAN_INACTIVE', null]);
    } finally {
      await stand('active');
    }
  });

  it('to who has lost the role', async () => {
    const user = await somebody('owner', 'admin');
    const { again } = await carriedOut(await signIn(user));
    expect((await admin.patch(`/api/v1/users/${user.id}`, { roles: ['admin'] })).status).toBe(200);
    expect(told(await again(await signIn(user)))).toEqual(LOST);
  });

  it('to a key that may less than who asked', async () => {
    const user = await somebody('admin');
    const caller = await signIn(user);
    const { again } = await carriedOut(caller);
    const made = await caller.post('/api/v1/auth/api-keys', { name: 'Less', scopes: ['scheduling.session.view'] });
    const withKey = {
      post: (path: string, body: unknown, headers: Record<string, string>) =>
        client(house.url).post(path, body, { ...headers, 'x-api-key': made.body.data.key }),
    } as Client;
    expect(told(await again(withKey))).toEqual(LOST);
  });

  it('to who does not see any more what it is about', async () => {
    const patient = await house.as('patient');
    const { again, first } = await carriedOut(patient);
    const cancelled = { query: `mutation { cancelTherapySession(id: "${first.body.data.id}") { id } }` };
    const headers = key();
    const cancel = () => patient.post('/graphql', cancelled, headers);
    const { body } = await cancel();
    expect(body.data?.cancelTherapySession.id, JSON.stringify(body)).toBe(first.body.data.id);
    expect(told(await cancel())).toEqual([200, undefined, 'true']);
    await house.owner.query('update scheduling.therapy_session set patient_id = $2 where id = $1', [
      first.body.data.id,
      house.id('jonas'),
    ]);
    expect(told(await again(patient))).toEqual(LOST);
    expect(told(await cancel())[1]).toBe('IDEMPOTENCY_RESULT_LOST');
  });
});
