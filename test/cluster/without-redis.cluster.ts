import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD, sites, users } from '#apps/standalone/demo-practice.js';
import { type Answer, client } from '#test/support/practice.js';
import { privateRedis } from './private-redis.js';
import { type TwoProcesses, twoProcesses } from './two-processes.js';

const resources = new AsyncDisposableStack();
let processes: TwoProcesses;
let token: string;

/** Redis is what a cluster can lose: what must hold all the same is in Postgres. */
beforeAll(async () => {
  const server = resources.use(await privateRedis());
  processes = resources.use(await twoProcesses(server.url, {}));
  const { body } = await login('admin@demo.test', DEMO_PASSWORD, 0, '203.0.113.1');
  token = body.data.accessToken;
  await server.kill();
});
afterAll(() => resources.disposeAsync());

const times = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n));
const url = (n: number) => processes.urls[n % 2] as string;
const login = (email: string, password: string, n: number, address: string): Promise<Answer> =>
  client(url(n)).post('/api/v1/auth/login', { email, password }, { 'x-forwarded-for': address });
const id = (name: string) => users.find(({ email }) => email === `${name}@demo.test`)?.id;

describe('two processes whose Redis is gone', () => {
  it('carry out a request with a key once, of 1,000 that come at once', async () => {
    const startsAt = new Date(Date.now() + 20 * 86_400_000);
    startsAt.setUTCHours(9, 0, 0, 0);
    const booking = {
      patientId: id('patient'),
      therapistId: id('therapist'),
      siteId: sites[0].id,
      startsAt: startsAt.toISOString(),
      durationMinutes: 60,
      sessionType: 'individual',
    };
    const book = (n: number) =>
      client(url(n), token).post('/api/v1/therapy-sessions', booking, { 'idempotency-key': 'a thousand' });
    const answers = await Promise.all(times(1_000, book));
    const made = answers.filter(({ status }) => status === 201);
    const others = answers.filter(({ status }) => status !== 201);
    for (const { status, body } of others) {
      expect([status, body.error.code]).toEqual([409, 'IDEMPOTENCY_IN_PROGRESS']);
    }
    expect(made.filter(({ headers }) => !headers.has('idempotency-replayed'))).toHaveLength(1);
    const [again, elsewhere] = [await book(0), await book(1)];
    expect([again.headers.get('idempotency-replayed'), again.body]).toEqual(['true', elsewhere.body]);
    const { rowCount } = await processes.owner.query('select from scheduling.therapy_session where starts_at = $1', [
      startsAt,
    ]);
    expect(rowCount).toBe(1);
  });

  it('lock out together, at the fifth failure', async () => {
    const email = 'patient@demo.test';
    const failures = () =>
      processes.owner.query('select failures from identity.attempt where free = 5 and locked_until > now()');
    const wrong = await Promise.all(times(40, (n) => login(email, `guess ${n}`, n, '203.0.113.2')));
    expect(new Set(wrong.map(({ status }) => status))).toEqual(new Set([401]));
    expect((await failures()).rows).toEqual([{ failures: 5 }]);
    for (const n of [0, 1]) expect((await login(email, DEMO_PASSWORD, n, '203.0.113.2')).status).toBe(401);
    expect((await login(email, DEMO_PASSWORD, 0, '203.0.113.3')).status).toBe(200);
  });
});
