import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '#apps/standalone/demo-practice.js';
import { type Answer, type Client, client } from '#test/support/practice.js';
import { type PrivateRedis, privateRedis } from './private-redis.js';
import { type TwoProcesses, twoProcesses } from './two-processes.js';

const resources = new AsyncDisposableStack();
let server: PrivateRedis;
let processes: TwoProcesses;

beforeAll(async () => {
  server = resources.use(await privateRedis());
  processes = resources.use(await twoProcesses(server.url, { THROTTLE: 'on' }));
  // The plan whose limits are the ordinary ones.
  await processes.owner.query(`update accounts.account set plan = 'starter'`);
});
afterAll(() => resources.disposeAsync());

const from = (address: string) => ({ 'x-forwarded-for': address });
const times = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n));
const admitted = (answers: readonly Answer[]) => answers.filter(({ status }) => status !== 429);
const both = (token = '') => processes.urls.map((url) => client(url, token)) as [Client, Client];
const atBoth = (clients: readonly Client[], count: number, ask: (each: Client) => Promise<Answer>) =>
  Promise.all(times(count, (n) => ask(clients[n % clients.length] as Client)));

async function signIn(name: string, address: string): Promise<string> {
  const credentials = { email: `${name}@demo.test`, password: DEMO_PASSWORD };
  const { body } = await client(processes.urls[0]).post('/api/v1/auth/login', credentials, from(address));
  return body.data.accessToken;
}

describe('two processes that count in Redis', () => {
  it('share the reads of a user exactly, also of those that come at once', async () => {
    const clients = both(await signIn('admin', '203.0.113.1'));
    expect(admitted(await atBoth(clients, 400, (each) => each.get('/api/v1/account')))).toHaveLength(300);
  });

  it('share the writes of a user exactly', async () => {
    const clients = both(await signIn('therapist', '203.0.113.2'));
    const answers = await atBoth(clients, 100, (each) => each.post('/api/v1/therapy-sessions', {}));
    expect(admitted(answers).map(({ status }) => status)).toEqual(Array(60).fill(422));
  });

  it('share the passwords and the mails of an address exactly', async () => {
    const guess = (each: Client) =>
      each.post('/api/v1/auth/login', { email: 'a@b.test', password: 'guess' }, from('192.0.2.1'));
    expect(admitted(await atBoth(both(), 50, guess))).toHaveLength(20);
    const ask = (each: Client) => each.post('/api/v1/auth/password/forgot', { email: 'a@b.test' }, from('192.0.2.1'));
    expect(admitted(await atBoth(both(), 20, ask))).toHaveLength(5);
  });

  it('leave nothing behind in the database, and nothing in Redis that lasts', async () => {
    const { rowCount } = await processes.owner.query('select from platform.throttle');
    expect(rowCount).toBe(0);
    const redis = new Redis(server.url);
    try {
      const keys = await redis.keys('praxis_throttle*');
      expect(keys.length).toBeGreaterThan(0);
      const remaining = await Promise.all(keys.map((key) => redis.ttl(key)));
      for (const seconds of remaining) expect(seconds).toBeGreaterThan(0);
    } finally {
      redis.disconnect();
    }
  });

  it('let reads pass and stop guessing when Redis is gone', async () => {
    const token = await signIn('patient', '203.0.113.3');
    await server.kill();
    for (const each of both(token)) {
      expect((await each.get('/api/v1/account')).status).toBe(200);
      const guess = await each.post('/api/v1/auth/login', { email: 'a@b.test', password: 'guess' }, from('192.0.2.9'));
      expect([guess.status, guess.body.error.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    }
  });
});
