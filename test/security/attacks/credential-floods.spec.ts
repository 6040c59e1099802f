import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Practice, practice } from '#test/support/practice.js';
import { newPerson, PASSWORD, signIn } from './people.js';
import { bearer, type Reply, send } from './wire.js';

/** Of one address a minute, as at the door. */
const LIMIT = 20;
let neighbour = 1;
const newAddress = () => `198.51.100.${neighbour++}`;
const from = (address: string) => ({ 'x-forwarded-for': address });
const times = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n));

let clinic: Practice;
beforeAll(async () => {
  clinic = await practice({ env: { THROTTLE: 'on', TRUST_PROXY: '127.0.0.1' } });
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

const me = (address: string, headers: Record<string, string>, path = '/api/v1/auth/me') =>
  send(clinic.url, 'GET', path, { headers: { ...from(address), ...headers } });
const basic = (email: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`,
});
const letIn = (answers: readonly Reply[]) => answers.filter(({ status }) => status !== 429);
/** Passwords that were looked at, of whomever. */
async function looks(): Promise<number> {
  const { rows } = await clinic.owner.query(
    `select coalesce(sum(failures), 0)::int as count from identity.attempt where person is null`,
  );
  return rows[0].count;
}
function expectRefusal({ status, headers, body }: Reply): void {
  expect([status, body.error.code]).toEqual([429, 'RATE_LIMITED']);
  expect(Number(headers['retry-after'])).toBe(body.error.details.retryAfter);
}

describe('passwords in headers', () => {
  const guesses = (address: string, count: number, path?: string) =>
    Promise.all(times(count, (n) => me(address, basic(`${crypto.randomUUID()}@demo.test`, `guess ${n}`), path)));

  it('are guessed no faster than at the door, nor looked at', async () => {
    const before = await looks();
    const answers = await guesses(newAddress(), 100);
    expect(letIn(answers)).toHaveLength(LIMIT);
    expect((await looks()) - before).toBe(LIMIT);
    expectRefusal(answers.at(-1) as Reply);
  });

  it('nor where nothing is limited or demanded otherwise', async () => {
    const before = await looks();
    const address = newAddress();
    await guesses(address, 30, '/health/live');
    const query = async () =>
      send(clinic.url, 'POST', '/graphql', {
        headers: { ...from(address), ...basic('nobody@demo.test', 'guess') },
        body: { query: '{ me { id } }' },
      });
    expect((await query()).status).toBe(429);
    expect((await looks()) - before).toBe(LIMIT);
  });

  it('share the budget of the door', async () => {
    const address = newAddress();
    await guesses(address, LIMIT);
    const { email } = await newPerson(clinic, 'patient');
    const atTheDoor = () =>
      send(clinic.url, 'POST', '/api/v1/auth/login', { body: { email, password: PASSWORD }, headers: from(address) });
    expectRefusal(await atTheDoor());
  });

  it('that are right count once for all that they are sent with in a minute', async () => {
    const { email } = await newPerson(clinic, 'patient');
    const address = newAddress();
    for (let n = 0; n < LIMIT + 5; n++) expect((await me(address, basic(email, PASSWORD))).status).toBe(200);
  });
});

describe('API keys that are not good', () => {
  const tried = (address: string, n: number) => me(address, { 'x-api-key': `praxis_${'x'.repeat(40)}${n}` });

  it('are tried no more often than passwords', async () => {
    const address = newAddress();
    expect(letIn(await Promise.all(times(100, (n) => tried(address, n))))).toHaveLength(LIMIT);
    expectRefusal(await tried(address, 101));
  });

  it('keep no neighbour from signing in', async () => {
    const address = newAddress();
    for (let n = 0; n < LIMIT + 1; n++) await tried(address, n);
    const { email } = await newPerson(clinic, 'patient');
    const credentials = { body: { email, password: PASSWORD }, headers: from(address) };
    expect((await send(clinic.url, 'POST', '/api/v1/auth/login', credentials)).status).toBe(200);
  });

  it('leave those that are good their own limit', async () => {
    const person = await newPerson(clinic, 'admin');
    const { accessToken } = await signIn(clinic, person.email);
    const made = await send(clinic.url, 'POST', '/api/v1/auth/api-keys', {
      headers: bearer(accessToken),
      body: { name: 'Export', scopes: ['identity.user.view'] },
    });
    const address = newAddress();
    const answers = await Promise.all(times(40, () => me(address, { 'x-api-key': made.body.data.key })));
    expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(200));
  });
});

describe('refresh tokens', () => {
  it('are tried no more often than passwords', async () => {
    const address = newAddress();
    const tried = () =>
      send(clinic.url, 'POST', '/api/v1/auth/refresh', { body: { refreshToken: 'guess' }, headers: from(address) });
    const answers = await Promise.all(times(30, tried));
    expect(letIn(answers).map(({ status }) => status)).toEqual(Array(LIMIT).fill(401));
  });
});

describe('connections', () => {
  interface Refused {
    readonly code: string;
    readonly retryAfter?: number;
  }

  /** What it is refused with. */
  const connect = (auth: object, address: string) =>
    new Promise<Refused | undefined>((resolve) => {
      const extraHeaders = from(address);
      const socket = io(clinic.url, {
        auth,
        extraHeaders,
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
      });
      const end = (refused?: Refused) => {
        socket.disconnect();
        resolve(refused);
      };
      socket.once('connect', () => end());
      socket.once('connect_error', (error: Error & { data?: Refused }) => end(error.data));
    });

  it('with credentials that are not good are limited by address', async () => {
    const [address, other] = [newAddress(), newAddress()];
    const refused = await Promise.all(times(40, (n) => connect({ token: `guess ${n}` }, address)));
    const codes = Map.groupBy(refused, (each) => each?.code);
    expect(codes.get('UNAUTHENTICATED')).toHaveLength(LIMIT);
    expect(codes.get('RATE_LIMITED')).toHaveLength(20);
    for (const each of codes.get('RATE_LIMITED') ?? []) expect(each?.retryAfter).toBeGreaterThan(0);
    expect((await connect({ token: 'guess' }, other))?.code).toBe('UNAUTHENTICATED');
  });

  it('that are good are limited by user, and no neighbour is', async () => {
    const address = newAddress();
    const [one, other] = [await newPerson(clinic, 'patient'), await newPerson(clinic, 'patient')];
    const { accessToken: token } = await signIn(clinic, one.email);
    const refused = await Promise.all(times(30, () => connect({ token }, address)));
    const codes = Map.groupBy(refused, (each) => each?.code);
    expect(codes.get(undefined)).toHaveLength(LIMIT);
    expect(codes.get('RATE_LIMITED')).toHaveLength(10);
    const { accessToken: neighbours } = await signIn(clinic, other.email);
    expect(await connect({ token: neighbours }, address)).toBeUndefined();
  });
});
