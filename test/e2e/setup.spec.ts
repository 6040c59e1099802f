import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApplication } from '#apps/application.js';
import { announceSetup } from '#apps/setup/announce-setup.js';
import { setUp } from '#apps/setup/set-up.js';
import { readSettings, type Settings } from '#platform/config/settings.js';
import { freshDatabase, type TestDatabase } from '#test/support/database.js';
import { type Client, client } from '#test/support/practice.js';
import { until } from '#test/support/until.js';
import { waitingForLocks } from '#test/support/waiting-for-locks.js';

let resources: AsyncDisposableStack;
let database: TestDatabase;
let owner: pg.Client;
let settings: Settings;
let app: NestFastifyApplication;
let nobody: Client;

/** An installation that has just been started for the first time. */
beforeEach(async () => {
  resources = new AsyncDisposableStack();
  database = resources.use(await freshDatabase());
  const home = await mkdtemp(join(tmpdir(), 'praxis-setup-'));
  resources.defer(() => rm(home, { recursive: true, force: true }));
  const env = { PRAXIS_HOME: home, PORT: '0', LOG_LEVEL: 'fatal', SEED_DEMO: 'false', THROTTLE: 'off' };
  settings = readSettings('standalone', { ...env, DATABASE_URL: database.ownerUrl });
  app = await createApplication(settings, database.ownerUrl);
  resources.defer(() => app.close());
  await app.listen(0, '127.0.0.1');
  nobody = client(await app.getUrl());
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  resources.defer(() => owner.end());
});
afterEach(() => resources.disposeAsync());

const announced = async () => announceSetup({ app, settings, url: 'http://here' });
const tokenIn = (text: string) => /"token": "([\w-]{40,})"/.exec(text)?.[1] ?? '';
const admin = (n = 0) => ({ email: `admin${n}@praxis.test`, password: 'a long enough password' });
const claim = (token: string, n = 0) =>
  nobody.post('/api/v1/setup/claim', { token, account: { name: `Practice ${n}` }, admin: admin(n) });
const count = async (table: string) => (await owner.query(`select count(*)::int as n from ${table}`)).rows[0].n;

describe('an installation without anybody', () => {
  it('is claimed once, by the token that its first start tells', async () => {
    const token = tokenIn(await announced());
    expect(JSON.stringify((await owner.query('select * from identity.setup_claim')).rows)).not.toContain(token);
    const again = await announced();
    expect([tokenIn(again), again]).toEqual(['', expect.stringContaining('npm run setup')]);
    expect((await claim('not the token')).status).toBe(422);
    const weak = { token, account: { name: 'Practice' }, admin: { email: 'a@b.test', password: 'password123' } };
    expect((await nobody.post('/api/v1/setup/claim', weak)).status).toBe(422);
    const { status, body } = await claim(token);
    expect([status, body.data]).toEqual([201, { accountId: expect.any(String), userId: expect.any(String) }]);
    const signedIn = await nobody.post('/api/v1/auth/login', admin());
    expect(signedIn.body.data.user).toMatchObject({ id: body.data.userId, roles: ['owner', 'admin'] });
    const account = await client(await app.getUrl(), signedIn.body.data.accessToken).get('/api/v1/account');
    expect(account.body.data).toMatchObject({ id: body.data.accountId, name: 'Practice 0' });
    const late = await claim(token, 1);
    expect([late.status, late.body.error.code]).toEqual([409, 'SETUP_CONFLICT']);
    expect(await announced()).toBe('');
  });

  it('has one administrator of a hundred who claim it at once', async () => {
    const token = tokenIn(await announced());
    const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => claim(token, n)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(99);
    expect([await count('identity.user'), await count('accounts.account')]).toEqual([1, 1]);
  });

  it('refuses at once whoever comes while it is being claimed', async () => {
    const token = tokenIn(await announced());
    await owner.query('begin');
    await owner.query('lock table identity.user in exclusive mode');
    const first = claim(token);
    await until('the first is about to make its user', () => waitingForLocks(owner));
    expect((await claim(token, 1)).status).toBe(409);
    await owner.query('commit');
    expect((await first).status).toBe(201);
  });

  it('can be claimed again when a claim was cut off half-way', async () => {
    const token = tokenIn(await announced());
    await owner.query(`alter table identity.user add constraint cut_off check (email <> 'admin0@praxis.test')`);
    expect((await claim(token)).status).toBe(500);
    expect([await count('identity.user'), await count('accounts.account')]).toEqual([0, 1]);
    expect((await claim(token, 1)).status).toBe(201);
    expect([await count('identity.user'), await count('accounts.account')]).toEqual([1, 1]);
  });

  it('is set up at the terminal, without any question when all is said', async () => {
    const token = tokenIn(await announced());
    const setup = { account: 'Riverside', ...admin() };
    await setUp({ ...settings, setup }, ['--first-name', 'Ada']);
    expect((await nobody.post('/api/v1/auth/login', admin())).body.data.user.profile.firstName).toBe('Ada');
    expect((await claim(token, 1)).status).toBe(409);
    await expect(setUp({ ...settings, setup }, [])).rejects.toThrow('first administrator already');
    expect(await count('identity.user')).toBe(1);
  });

  it('is given who runs Praxis itself at the terminal only', async () => {
    const answers = { ...settings, setup: { account: 'Practice', ...admin() } };
    await setUp(answers, ['--developer']);
    const signedIn = await nobody.post('/api/v1/auth/login', admin());
    expect(signedIn.body.data.user.roles).toContain('developer');
    const developer = client(await app.getUrl(), signedIn.body.data.accessToken);
    expect(
      (await developer.get('/api/v1/account')).body.data.actions.map(({ name }: { name: string }) => name),
    ).toContain('set-plan-state');
  });

  it('can be worked with by its own interface: people, hours and prices, and then a session that is charged', async () => {
    await setUp({ ...settings, setup: { account: 'Practice', ...admin() } }, []);
    const { accessToken } = (await nobody.post('/api/v1/auth/login', admin())).body.data;
    const owned = client(await app.getUrl(), accessToken);
    const made = async (path: string, body: object) => (await owned.post(path, body)).body.data.id as string;
    const person = (role: string) => ({ email: `${role}@praxis.test`, password: 'nobody guesses', roles: [role] });
    const siteId = await made('/api/v1/account/sites', { name: 'Riverside', timeZone: 'Europe/Berlin' });
    const therapistId = await made('/api/v1/users', person('therapist'));
    const patientId = await made('/api/v1/users', person('patient'));
    const hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opensAt: '00:00', closesAt: '24:00' }));
    expect((await owned.put(`/api/v1/therapists/${therapistId}/working-hours`, { siteId, hours })).status).toBe(200);
    const kind = { sessionType: 'intake', durationMinutes: 60 };
    const amount = { amount: '95.50', currency: 'EUR' };
    expect((await owned.put('/api/v1/billing/prices', { prices: [{ ...kind, amount }] })).status).toBe(200);
    const startsAt = new Date(Date.now() + 48 * 3_600_000).toISOString();
    const sessionId = await made('/api/v1/therapy-sessions', { ...kind, patientId, therapistId, siteId, startsAt });
    await until('it is charged', async () => {
      const { results } = (await owned.get(`/api/v1/billing/charges?sessionId=${sessionId}`)).body;
      return results.length > 0 && results[0].amount.amount === '95.50';
    });
  });

  it('takes nobody at his word who claims it over HTTP', async () => {
    const token = tokenIn(await announced());
    const body = { token, account: { name: 'Practice' }, admin: admin(), developer: true };
    expect((await nobody.post('/api/v1/setup/claim', body)).status).toBe(422);
  });

  it('tells what is missing where there is no terminal', async () => {
    await expect(setUp(settings, ['--email', 'a@b.test'])).rejects.toThrow(/needs the name of the practice/);
  });
});

it('with the demo practice tells nothing and cannot be claimed', async () => {
  expect(await announceSetup({ app, settings: { ...settings, seedDemo: true }, url: '' })).toBe('');
  expect((await claim('anything that is long enough to be one')).status).toBe(422);
});
