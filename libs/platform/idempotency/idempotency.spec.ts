import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApplication } from '#apps/application.js';
import { readSettings } from '#platform/config/settings.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { type Answer, type Client, client, type Json, type Practice, practice } from '#test/support/practice.js';
import type { Claim } from '../context/claim.js';
import { newId } from '../context/ids.js';
import { runInContext } from '../context/request-context.js';
import { ForgetExpiredTask } from '../operations/forget-expired.task.js';
import { Idempotency } from './idempotency.js';
import { IdempotencyInProgressError } from './idempotency-errors.js';

const JWT_SECRET = 'only for tests, but long enough to be taken';
let house: Practice;
let patient: Client;
/** The same user at another process's worth of application on the same database. */
let elsewhere: Client;
let other: NestFastifyApplication;
let day = 30;

beforeAll(async () => {
  house = await practice({ env: { JWT_SECRET } });
  patient = await house.as('patient');
  const env = {
    JWT_SECRET,
    DATABASE_URL: house.ownerUrl,
    PRAXIS_HOME: house.home,
    LOG_LEVEL: 'fatal',
    THROTTLE: 'off',
  };
  other = await createApplication(readSettings('api', env), house.ownerUrl);
  await other.listen(0, '127.0.0.1');
  elsewhere = client(await other.getUrl(), patient.token);
});
afterAll(async () => {
  await other?.close();
  await house?.[Symbol.asyncDispose]();
});

const SESSIONS = '/api/v1/therapy-sessions';
const booking = () => house.booking({ inDays: day++ });
const keyed = (key: string) => ({ 'idempotency-key': key });
const book = (body: unknown, key: string): Promise<Answer> => patient.post(SESSIONS, body, keyed(key));
const code = ({ status, body }: Answer) => [status, body.error?.code];
const sessionsAt = async ({ startsAt }: Json) => {
  const { rows } = await house.owner.query('select id from scheduling.therapy_session where starts_at = $1', [
    startsAt,
  ]);
  return rows.map(({ id }) => id as string);
};
const change = (key: string, set: string) =>
  house.owner.query(`update platform.idempotency set ${set} where key = $1`, [key]);

describe('a request with a key', () => {
  it('is answered again as it was, and carried out once', async () => {
    const body = booking();
    const [first, again] = [await book(body, 'once'), await book(body, 'once')];
    expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([201, null]);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect(await sessionsAt(body)).toHaveLength(1);
  });

  it('is told again what was wrong with it', async () => {
    const [first, again] = [await book({}, 'wrong'), await book({}, 'wrong')];
    expect(code(first)).toEqual([422, 'VALIDATION_FAILED']);
    expect(code(again)).toEqual([422, 'VALIDATION_FAILED']);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  it('is refused when it is another one', async () => {
    const body = booking();
    const { body: made } = await book(body, 'reused');
    const cancel = `${SESSIONS}/${made.data.id}/cancel`;
    for (const other of [await book(booking(), 'reused'), await patient.post(cancel, {}, keyed('reused'))])
      expect(code(other)).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('of another user is another request', async () => {
    const reception = await house.as('reception');
    const [mine, theirs] = [booking(), booking()];
    expect((await book(mine, 'same')).status).toBe(201);
    const answer = await reception.post(SESSIONS, theirs, keyed('same'));
    expect([answer.status, answer.headers.get('idempotency-replayed')]).toEqual([201, null]);
  });

  it.each(['x'.repeat(256), 'é', 'a\tb'])('is refused when the key cannot be one (%#)', async (key) => {
    const answer = await book(booking(), key);
    expect(code(answer)).toEqual([422, 'VALIDATION_FAILED']);
    expect(Object.keys(answer.body.error.details.fields)).toEqual(['Idempotency-Key']);
  });

  it('that only reads takes no key', async () => {
    await patient.get(SESSIONS, keyed('read'));
    await patient.get('/api/v1/account', keyed('read'));
    const { rowCount } = await house.owner.query(`select from platform.idempotency where key = 'read'`);
    expect(rowCount).toBe(0);
  });

  it('that signs in is never kept', async () => {
    const credentials = { email: 'patient@demo.test', password: 'praxis-demo' };
    const signIn = () => patient.post('/api/v1/auth/login', credentials, keyed('sign-in'));
    const [first, again] = [await signIn(), await signIn()];
    expect(first.body.data.refreshToken).not.toBe(again.body.data.refreshToken);
    const { rowCount } = await house.owner.query(`select from platform.idempotency where key = 'sign-in'`);
    expect(rowCount).toBe(0);
  });
});

describe('an answer with a secret', () => {
  it('is not kept, and its request still carried out once', async () => {
    const admin = await house.as('admin');
    const make = (scopes: string) => {
      const query = `mutation { createApiKey(input: { name: "Once", scopes: ${scopes} }) { key } }`;
      return admin.post('/graphql', { query }, keyed(`secret ${scopes.length}`));
    };
    const scopes = '["scheduling.session.view"]';
    const [first, again] = [await make(scopes), await make(scopes)];
    expect(first.body.data?.createApiKey.key, JSON.stringify(first.body)).toMatch(/^praxis_/);
    expect(again.body.errors[0].extensions.code).toBe('IDEMPOTENCY_RESULT_LOST');
    const kept = await house.owner.query(`select state, body from platform.idempotency where key like 'secret %'`);
    expect(kept.rows).toEqual([{ state: 'answered', body: null }]);
    const made = await house.owner.query(`select from identity.api_key where name = 'Once'`);
    expect(made.rowCount).toBe(1);
    const refused = [await make('[]'), await make('[]')].map(({ body }) => body.errors[0].extensions.code);
    expect(refused).toEqual(['VALIDATION_FAILED', 'VALIDATION_FAILED']);
  });
});

describe('a mutation with a key', () => {
  const SCHEDULE = 'mutation($input: ScheduleTherapySessionInput!) { scheduleTherapySession(input: $input) { id } }';

  it('is carried out once', async () => {
    const body = booking();
    const send = (query = SCHEDULE) =>
      patient.post('/graphql', { query, variables: query === SCHEDULE ? { input: body } : {} }, keyed('mutation'));
    const [first, again] = [await send(), await send()];
    expect(first.body.data?.scheduleTherapySession.id, JSON.stringify(first.body)).toBeTruthy();
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.body).toEqual(first.body);
    expect(await sessionsAt(body)).toHaveLength(1);
    const query = await send('{ me { id } }');
    expect([query.status, query.headers.get('idempotency-replayed')]).toEqual([200, null]);
    const other = await patient.post(
      '/graphql',
      { query: SCHEDULE, variables: { input: booking() } },
      keyed('mutation'),
    );
    expect(other.body.errors[0].extensions.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });
});

describe('1,000 duplicates at once, at two processes', () => {
  it('are one session, one event and one charge', async () => {
    const body = booking();
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, (_, n) => (n % 2 ? patient : elsewhere).post(SESSIONS, body, keyed('a thousand'))),
    );
    for (const answer of answers.filter(({ status }) => status !== 201))
      expect(code(answer)).toEqual([409, 'IDEMPOTENCY_IN_PROGRESS']);
    const made = answers.filter(({ status }) => status === 201);
    expect(made.filter(({ headers }) => !headers.has('idempotency-replayed'))).toHaveLength(1);
    expect(new Set(made.map((answer) => answer.body.data.id)).size).toBe(1);
    const [id, ...others] = await sessionsAt(body);
    expect(others).toEqual([]);
    await house.settled();
    const { rows } = await house.owner.query(
      `select (select count(*) from messaging.event where type = 'therapy_session.scheduled' and target_id = $1::uuid::text) as events,
              (select count(*) from billing.charge where session_id = $1::uuid) as charges`,
      [id],
    );
    expect(rows).toEqual([{ events: '1', charges: '1' }]);
  });
});

describe('a process that ended', () => {
  it('before anything was committed leaves the key to the next, after the lease', async () => {
    const body = booking();
    await book({ ...body }, 'died early');
    await house.owner.query('delete from scheduling.therapy_session where starts_at = $1', [body.startsAt]);
    await change('died early', `state = 'running', claimed_at = now() - interval '20 seconds'`);
    expect(code(await book(body, 'died early'))).toEqual([409, 'IDEMPOTENCY_IN_PROGRESS']);
    await change('died early', `claimed_at = now() - interval '31 seconds'`);
    const answer = await book(body, 'died early');
    expect([answer.status, answer.headers.get('idempotency-replayed')]).toEqual([201, null]);
  });

  it('between its commit and its answer never causes a second effect', async () => {
    const body = booking();
    await book(body, 'died late');
    await change('died late', `state = 'committed', status = null, body = null`);
    expect(code(await book(body, 'died late'))).toEqual([409, 'IDEMPOTENCY_IN_PROGRESS']);
    await change('died late', `claimed_at = now() - interval '31 seconds'`);
    expect(code(await book(body, 'died late'))).toEqual([409, 'IDEMPOTENCY_RESULT_LOST']);
    expect(await sessionsAt(body)).toHaveLength(1);
  });

  it('leaves a key that is forgotten after a day', async () => {
    const body = booking();
    await book(body, 'old');
    await change('old', `claimed_at = now() - interval '25 hours'`);
    expect((await book(booking(), 'old')).status).toBe(201);
  });
});

describe('the effect of a request', () => {
  const row = async (key: string) =>
    (await house.owner.query('select * from platform.idempotency where key = $1', [key])).rows[0] as Json;

  /** As a handler of the request that has claimed the key does. */
  async function work(key: string, claimed: (claim: Claim) => Promise<void> = async () => undefined): Promise<void> {
    await book(booking(), key);
    await change(key, `state = 'running', status = null, body = null`);
    const { account_id: accountId, user_id: userId, claim: id } = await row(key);
    const claim: Claim = { accountId, userId, key, id, secret: false, objects: new Set() };
    await claimed(claim);
    const database = house.app.get(TenantDatabase);
    await runInContext({ requestId: 'r', correlationId: 'r', accountId, claim }, () =>
      database.write((tx) =>
        tx.query(`update accounts.site set name = name || '!' where id = $1`, [house.booking().siteId]),
      ),
    );
  }
  const siteName = async () =>
    (await house.owner.query('select name from accounts.site where id = $1', [house.booking().siteId])).rows[0].name;

  it('marks the key in its own commit', async () => {
    await work('marked');
    expect((await row('marked')).state).toBe('committed');
  });

  it('keeps its key whatever its request is answered with after that', async () => {
    let claim: Claim | undefined;
    await work('failed late', async (claimed) => {
      claim = claimed;
    });
    await house.app.get(Idempotency).end(claim as Claim, { statusCode: 500 } as never, '');
    expect((await row('failed late')).state).toBe('committed');
  });

  it('is taken back when the key has been taken over', async () => {
    const before = await siteName();
    const takeOver = async () => {
      await house.owner.query('update platform.idempotency set claim = $2 where key = $1', ['taken over', newId()]);
    };
    await expect(work('taken over', takeOver)).rejects.toThrow(IdempotencyInProgressError);
    expect(await siteName()).toBe(before);
    expect((await row('taken over')).state).toBe('running');
  });
});

describe('an answer that says nothing of the request', () => {
  it('frees the key', async () => {
    const body = booking();
    const standing = (value: string) => house.owner.query('update platform.admission set standing = $1', [value]);
    await standing('plan_inactive');
    expect(code(await book(body, 'later'))).toEqual([402, 'PLAN_INACTIVE']);
    await standing('active');
    expect((await book(body, 'later')).status).toBe(201);
  });
});

describe('every night', () => {
  it('what has expired is forgotten', async () => {
    await book(booking(), 'kept');
    await book(booking(), 'forgotten');
    await change('forgotten', `claimed_at = now() - interval '25 hours'`);
    const { keys } = await house.app.get(ForgetExpiredTask).run();
    expect(keys).toBeGreaterThan(0);
    const { rows } = await house.owner.query(`select key from platform.idempotency where key in ('kept', 'forgotten')`);
    expect(rows).toEqual([{ key: 'kept' }]);
  });
});
