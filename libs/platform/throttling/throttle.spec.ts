import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Registry } from 'prom-client';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApplication } from '#apps/application.js';
import { DEMO_PASSWORD, sites } from '#apps/standalone/demo-practice.js';
import { readSettings } from '#platform/config/settings.js';
import { SystemDatabase } from '#platform/database/system-database.js';
import { type Answer, type Client, client, type Json, type Practice, practice } from '#test/support/practice.js';
import { newId } from '../context/ids.js';
import { PointLease } from './point-lease.js';
import { PointStore } from './point-store.js';
import { Throttle } from './throttle.js';
import { ACCOUNT_SHARE, THROTTLE_LIMITS } from './throttle-scopes.js';
import { RateLimitedError } from './throttling-errors.js';

const JWT_SECRET = 'only for tests, but long enough to be taken';
/** An address may ask for this five times a minute. */
const FORGOTTEN = '/api/v1/auth/password/forgot';
const NOBODY = { email: 'nobody@demo.test' };

let house: Practice;
let otherUrl: string;
const others: NestFastifyApplication[] = [];

/** Another process's worth of application on the same database. */
async function start(env: Record<string, string>): Promise<NestFastifyApplication> {
  const settings = readSettings('api', {
    JWT_SECRET,
    DATABASE_URL: house.ownerUrl,
    PRAXIS_HOME: house.home,
    LOG_LEVEL: 'fatal',
    ...env,
  });
  const app = await createApplication(settings, house.ownerUrl);
  others.push(app);
  await app.listen(0, '127.0.0.1');
  return app;
}

beforeAll(async () => {
  house = await practice({ env: { JWT_SECRET, THROTTLE: 'on', TRUST_PROXY: '127.0.0.1' } });
  // The plan whose limits are the ordinary ones.
  await house.owner.query(`update accounts.account set plan = 'starter'`);
  otherUrl = await (await start({ TRUST_PROXY: '127.0.0.1' })).getUrl();
});
afterAll(async () => {
  for (const app of others) await app.close();
  await house?.[Symbol.asyncDispose]();
});

let neighbour = 1;
/** Each from an address of their own, which is not what is tested. */
async function signIn(name: string): Promise<string> {
  const credentials = { email: `${name}@demo.test`, password: DEMO_PASSWORD };
  const { body } = await client(house.url).post('/api/v1/auth/login', credentials, from(`203.0.113.${neighbour++}`));
  return body.data.accessToken;
}

const from = (address: string) => ({ 'x-forwarded-for': address });
const numbers = ({ headers }: Answer) =>
  ['x-throttle-limit', 'x-throttle-remaining', 'x-throttle-reset'].map((name) => Number(headers.get(name)));

/** Asks both by turns until both refuse, and counts the answers that were no refusal. */
async function admitted(clients: readonly Client[], ask: (each: Client) => Promise<Answer>): Promise<number> {
  let count = 0;
  for (let refused = 0; refused < 2 * clients.length; ) {
    const answers = await Promise.all(clients.map(ask));
    count += answers.filter(({ status }) => status !== 429).length;
    refused = answers.every(({ status }) => status === 429) ? refused + clients.length : 0;
  }
  return count;
}

describe('two processes', () => {
  it('share a limit exactly', async () => {
    const token = await signIn('admin');
    const clients = [client(house.url, token), client(otherUrl, token)];
    expect(await admitted(clients, (each) => each.get('/api/v1/account'))).toBe(THROTTLE_LIMITS.read);
  });

  it('share it with all that arrives at the same moment', async () => {
    const token = await signIn('therapist');
    const clients = [client(house.url, token), client(otherUrl, token)];
    const answers = await Promise.all(
      Array.from({ length: 2 * 70 }, (_, n) => (clients[n % 2] as Client).post('/api/v1/therapy-sessions', {})),
    );
    const statuses = Map.groupBy(answers, ({ status }) => status);
    expect(statuses.get(422)).toHaveLength(THROTTLE_LIMITS.write);
    expect(statuses.get(429)).toHaveLength(80);
  });

  it('share the five requests of an address that cause a mail', async () => {
    const clients = [client(house.url), client(otherUrl)];
    const guess = (each: Client) => each.post(FORGOTTEN, NOBODY, from('192.0.2.1'));
    expect(await admitted(clients, guess)).toBe(THROTTLE_LIMITS.auth_strict);
  });
});

describe('a process', () => {
  const store = () => PointStore.inPostgres(house.app.get(SystemDatabase));

  it('asks the store for a fraction of what it admits, and not for what it refuses', async () => {
    let asked = 0;
    const real = store();
    const take = (key: string, points: number) => {
      asked += 1;
      return real.take(key, points);
    };
    const counting = { take } as PointStore;
    const lease = new PointLease(counting, 'read somebody');
    let allowed = 0;
    for (let n = 0; n < 400; n++) if ((await lease.take(300)).allowed) allowed += 1;
    expect(allowed).toBe(300);
    expect(asked).toBeLessThan(60);
  });

  it('keeps what it has taken when the limit changes', async () => {
    let asked = 0;
    const real = store();
    const take = (key: string, points: number) => {
      asked += 1;
      return real.take(key, points);
    };
    const lease = new PointLease({ take } as PointStore, 'read another');
    const takeTurns = async (first: number, second: number) => [await lease.take(first), await lease.take(second)];
    for (let n = 1; n <= 20; n++) {
      const states = await takeTurns(600, 300);
      expect(states.map(({ remaining }) => remaining)).toEqual([600 - 2 * n + 1, 300 - 2 * n]);
    }
    expect(asked).toBe(1);
    let allowed = 40;
    while ((await lease.take(300)).allowed) allowed += 1;
    expect([allowed, lease.isSpent(300), lease.isSpent(600)]).toEqual([300, true, false]);
    while ((await lease.take(600)).allowed) allowed += 1;
    expect(allowed).toBe(600);
    expect(asked).toBeLessThan(120);
  });

  it('admits again when the window ends', async () => {
    await house.owner.query(`insert into platform.throttle values ('praxis_throttle:write somebody', 60, $1)`, [
      Date.now() + 200,
    ]);
    const lease = new PointLease(store(), 'write somebody');
    expect(await lease.take(60)).toEqual({ allowed: false, remaining: 0, reset: 1 });
    await house.until('the window ends', async () => (await lease.take(60)).allowed);
    expect((await lease.take(60)).remaining).toBe(58);
  });
});

describe('a counted answer', () => {
  it('tells where the caller stands', async () => {
    const { get } = client(house.url, await signIn('patient'));
    const [first, next] = [await get('/api/v1/account'), await get('/api/v1/account')];
    const [limit, remaining = 0, reset = 0] = numbers(first);
    expect(limit).toBe(300);
    expect(numbers(next)[1]).toBe(remaining - 1);
    expect(reset).toBeGreaterThan(50);
    expect(first.headers.get('ratelimit-policy')).toBe('"read";q=300;w=60');
    expect(first.headers.get('ratelimit')).toBe(`"read";r=${remaining};t=${reset}`);
    expect(first.headers.get('retry-after')).toBeNull();
  });

  it('refuses with when to come again', async () => {
    const guess = () => client(house.url).post(FORGOTTEN, NOBODY, from('192.0.2.2'));
    const answers = await Promise.all(Array.from({ length: 6 }, guess));
    const refused = answers.find(({ status }) => status === 429) as Answer;
    expect(refused.body.error.code).toBe('RATE_LIMITED');
    expect(refused.headers.get('retry-after')).toBe(refused.headers.get('x-throttle-reset'));
    expect(numbers(refused).slice(0, 2)).toEqual([5, 0]);
  });

  it('is free for health, metrics and documents', async () => {
    for (const path of ['/health/live', '/health/ready', '/metrics', '/api/docs', '/api/openapi.json', '/graphiql']) {
      const { status, headers } = await house.anonymous().get(path, from('192.0.2.3'));
      expect([path, status === 404, headers.get('ratelimit')]).toEqual([path, false, null]);
    }
  });
});

describe('all users of an account together', () => {
  const LIMITS = { read: 3 };
  const together = 3 * ACCOUNT_SHARE;
  const store = () => PointStore.inPostgres(house.app.get(SystemDatabase));
  /** Counts a read of a user. */
  const reader = (throttle: Throttle, accountId: string) => async (userId: string) => {
    const actor = { userId, accountId, roles: [] };
    const context = { requestId: 'r', correlationId: 'r', accountId, actor };
    try {
      await throttle.countMessage('read', context, '192.0.2.9', LIMITS);
      return undefined;
    } catch (refusal) {
      return refusal as RateLimitedError;
    }
  };

  it('have twenty times what one of them has, exactly, over all processes', async () => {
    const accountId = newId();
    const processes = [1, 2].map(() => reader(new Throttle(store(), new Registry()), accountId));
    const read = (n: number) => (processes[n % 2] as ReturnType<typeof reader>)(`user ${n % 30}`);
    const answers = await Promise.all(Array.from({ length: 4 * together }, (_, n) => read(n)));
    expect(answers.filter((refusal) => !refusal)).toHaveLength(together);
    const [refusal] = [await read(29)];
    expect(refusal).toBeInstanceOf(RateLimitedError);
  });

  it('are not refused for one of them who asks too much', async () => {
    const read = reader(new Throttle(store(), new Registry()), newId());
    for (let n = 0; n < 2 * together; n++) await read('greedy');
    expect(await read('greedy')).toMatchObject({ details: { scope: 'read', limit: 3 } });
    expect(await read('modest')).toBeUndefined();
  });

  it('leave to each what they were refused for the others', async () => {
    const accountId = newId();
    const read = reader(new Throttle(store(), new Registry()), accountId);
    for (let n = 0; n < together; n++) expect(await read(`user ${n % ACCOUNT_SHARE}`)).toBeUndefined();
    for (let n = 0; n < 5; n++)
      expect(await read('late')).toMatchObject({ details: { scope: 'read', limit: together } });
    const ownPoints = 'select from platform.throttle where key = $1';
    expect((await house.owner.query(ownPoints, [`praxis_throttle:read ${accountId} late`])).rowCount).toBe(0);
  });

  it('are told of it by whichever is nearer to its end', async () => {
    const { get } = client(otherUrl, await signIn('reception'));
    const ask = () => get('/api/v1/system/event-types');
    const whole = THROTTLE_LIMITS.system * ACCOUNT_SHARE;
    const key = `praxis_throttle:system account ${sites[0].accountId}`;
    await house.owner.query('insert into platform.throttle values ($1, $2, $3)', [
      key,
      whole - 10,
      Date.now() + 60_000,
    ]);
    const first = await ask();
    expect(first.headers.get('ratelimit-policy')).toBe(`"system-account";q=${whole};w=60`);
    expect(numbers(first).slice(0, 2)).toEqual([whole, 9]);
    for (let n = 0; n < 9; n++) expect((await ask()).status).toBe(200);
    const refused = await ask();
    expect([refused.status, refused.body.error.details.limit]).toEqual([429, whole]);
    expect(refused.headers.get('retry-after')).toBe(refused.headers.get('x-throttle-reset'));
  });
});

describe('an account', () => {
  it('whose plan allows more is let ask more', async () => {
    const { body } = await client(house.url).post(
      '/api/v1/auth/login',
      { email: 'admin@other.test', password: DEMO_PASSWORD },
      from('203.0.113.200'),
    );
    await house.owner.query(`update accounts.account set plan = 'practice' where id <> $1`, [sites[0].accountId]);
    const answer = await client(house.url, body.data.accessToken).get('/api/v1/account');
    expect(numbers(answer)[0]).toBe(600);
  });
});

describe('an address', () => {
  it('of IPv6 is a network', async () => {
    const guess = (n: number) => client(house.url).post(FORGOTTEN, NOBODY, from(`2001:db8:7:7::${n}`));
    const answers = [];
    for (let n = 1; n <= 6; n++) answers.push(await guess(n));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202, 429]);
  });

  it('is not got round by spelling the route otherwise', async () => {
    const guess = (path: string) => client(house.url).post(path, NOBODY, from('192.0.2.4'));
    for (let n = 0; n < 5; n++) await guess(FORGOTTEN);
    expect((await guess('/api/v1/auth/password/%66orgot')).status).toBe(429);
    expect((await guess(`${FORGOTTEN}?again=1`)).status).toBe(429);
  });

  it('is not got round by a credential of one’s own', async () => {
    const token = await signIn('patient');
    const guess = (with_: string) => client(house.url, with_).post(FORGOTTEN, NOBODY, from('192.0.2.5'));
    for (let n = 0; n < 5; n++) await guess('');
    expect((await guess(token)).status).toBe(429);
  });

  it('is taken from the connection where no proxy is trusted', async () => {
    const untrusting = await start({ TRUST_PROXY: '' });
    const url = await untrusting.getUrl();
    const guess = (n: number) => client(url).post(FORGOTTEN, NOBODY, from(`198.51.100.${n}`));
    const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(guess));
    expect(answers.filter(({ status }) => status === 429)).not.toHaveLength(0);
    const secured = async (url: string) =>
      (await client(url).get('/health/live', { 'x-forwarded-proto': 'https' })).headers.get(
        'strict-transport-security',
      );
    expect([await secured(house.url), await secured(url)]).toEqual(['max-age=31536000; includeSubDomains', null]);
  });
});

describe('messages of sockets', () => {
  it('count with those of all connections of the user', async () => {
    const token = await signIn('miriam');
    const connected = () => io(house.url, { auth: { token }, transports: ['websocket'], forceNew: true });
    const sockets = [connected(), connected()];
    const unwatch = { type: 'user', id: '01900000-0000-7000-8000-0000000000ff' };
    const answers: Json[] = await Promise.all(
      Array.from({ length: 320 }, (_, n) => sockets[n % 2]?.emitWithAck('unwatch', unwatch)),
    );
    for (const socket of sockets) socket.disconnect();
    const refused = answers.filter(({ ok }) => !ok);
    expect(refused).toHaveLength(320 - THROTTLE_LIMITS.read);
    expect(new Set(refused.map(({ error }) => error.code))).toEqual(new Set(['RATE_LIMITED']));
  });
});

describe('a user whose plan allows more', () => {
  const unwatch = { type: 'user', id: '01900000-0000-7000-8000-0000000000ff' };

  /** A process with identity, which asks the one of the house for plans. */
  const withoutAccounts = async () => {
    const elsewhere = ['accounts', 'billing'].map((name) => `${name}=${house.url}`).join(',');
    return (
      await start({ CONTEXTS: 'identity,scheduling', CONTRACT_URLS: elsewhere, TRUST_PROXY: '127.0.0.1' })
    ).getUrl();
  };

  it.each([
    ['with accounts', 'patient', async () => otherUrl],
    ['without accounts', 'admin', withoutAccounts],
  ])('has it over REST and sockets, by turns, in a process %s', async (_which, name, processUrl) => {
    const url = await processUrl();
    const credentials = { email: `${name}@other.test`, password: DEMO_PASSWORD };
    const { body } = await client(house.url).post('/api/v1/auth/login', credentials, from(`203.0.113.${neighbour++}`));
    const token = body.data.accessToken;
    const socket = io(url, { auth: { token }, transports: ['websocket'], forceNew: true });
    let before = Number.POSITIVE_INFINITY;
    // More than a user has without a plan.
    for (let n = 0; n < 160; n++) {
      const answer = await client(url, token).get('/api/v1/users');
      const [limit, remaining = 0] = numbers(answer);
      expect([answer.status, limit]).toEqual([200, 600]);
      expect(await socket.emitWithAck('unwatch', unwatch)).toMatchObject({ ok: true });
      if (n > 0) expect(remaining).toBe(before - 2);
      before = remaining;
    }
    socket.disconnect();
  });
});

describe('GraphQL', () => {
  it('counts each mutation as a write', async () => {
    const jonas = client(house.url, await signIn('jonas'));
    const mutation = 'mutation { a: markNotificationRead(id: "x") { id } b: markNotificationRead(id: "y") { id } }';
    const answers = [];
    for (let n = 0; n < 31; n++) answers.push(await jonas.graphql(mutation));
    expect(answers[29]?.headers.get('ratelimit')).toMatch(/^"write";r=0;/);
    expect(answers[30]?.status).toBe(429);
    expect(answers[30]?.body.errors[0].extensions.code).toBe('RATE_LIMITED');
    expect((await jonas.graphql('{ me { id } }')).status).toBe(200);
  });
});

describe('a mutation that could be guessed with', () => {
  it('is counted as the route that does the same', async () => {
    const lena = client(house.url, await signIn('lena'));
    const query = 'mutation { changePassword(input: { current: "a wrong one", next: "another long one" }) }';
    const answers = [];
    for (let n = 0; n < 6; n++) answers.push(await lena.post('/graphql', { query }, from('192.0.2.7')));
    const codes = answers.map(({ body }) => body.errors?.[0].extensions.code);
    expect(codes.slice(0, 5)).not.toContain('RATE_LIMITED');
    expect(codes[5]).toBe('RATE_LIMITED');
  });
});

describe('a store that does not answer', () => {
  it('lets reads pass and stops guessing', async () => {
    const token = await signIn('lena');
    await house.owner.query('alter table platform.throttle rename to throttle_away');
    try {
      const { status, headers } = await client(otherUrl, token).get('/api/v1/account');
      expect([status, headers.get('ratelimit')]).toEqual([200, null]);
      const guess = await client(otherUrl).post(FORGOTTEN, NOBODY, from('192.0.2.6'));
      expect([guess.status, guess.body.error.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
      const { body } = await client(otherUrl).get('/metrics');
      expect(body).toContain('praxis_throttle_uncounted_total{scope="auth_strict"} 1');
    } finally {
      await house.owner.query('alter table platform.throttle_away rename to throttle');
    }
  });
});
