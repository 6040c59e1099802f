import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApplication } from '#apps/application.js';
import { accounts, sectors, sites } from '#apps/standalone/demo-practice.js';
import { readSettings } from '#platform/config/settings.js';
import { type Client, client, type Json, type Practice, practice } from '#test/support/practice.js';

const JWT_SECRET = 'only for tests, but long enough to be taken';
const [riverside, hilltop, harbour] = sites;
const [psychotherapy] = sectors;
const [, other] = accounts;

const resources = new AsyncDisposableStack();
let whole: Practice;
/** Of a process without accounts, which asks the one that has them. */
let [admin, developer]: Client[] = [];
let part: string;

/** A process with identity and scheduling; accounts are asked for at the URL. */
async function partOf(accountsUrl: string): Promise<string> {
  const elsewhere = { accounts: accountsUrl, billing: whole.url };
  const settings = readSettings('api', {
    DATABASE_URL: whole.ownerUrl,
    JWT_SECRET,
    PRAXIS_HOME: whole.home,
    LOG_LEVEL: 'fatal',
    THROTTLE: 'off',
    CONTEXTS: 'identity,scheduling',
    CONTRACT_URLS: Object.entries(elsewhere)
      .map(([name, url]) => `${name}=${url}`)
      .join(','),
    CALL_RETRIES: '0',
  });
  const app = await createApplication(settings, whole.ownerUrl);
  resources.defer(() => app.close());
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}

beforeAll(async () => {
  whole = resources.use(await practice({ env: { JWT_SECRET } }));
  await whole.owner.query(`update identity."user" set roles = roles || '{developer}' where id = $1`, [
    whole.id('reception'),
  ]);
  part = await partOf(whole.url);
  admin = client(part, (await whole.as('admin')).token);
  developer = client(part, (await whole.as('reception')).token);
});
afterAll(() => resources.disposeAsync());

const book = (inDays: number, headers: Record<string, string>, change = {}) =>
  (admin as Client).post('/api/v1/therapy-sessions', whole.booking({ inDays, ...change }), headers);
const users = (as: Client | undefined, headers: Record<string, string>) => (as as Client).get('/api/v1/users', headers);
const crossings = async (): Promise<Json[]> =>
  (
    await whole.owner.query(
      `select actor_id, data, correlation_id from messaging.event where type = 'account.crossed' and account_id = $1
       order by position`,
      [other.id],
    )
  ).rows;

describe('a process without accounts', () => {
  it('works at the site and sector that the headers name', async () => {
    const headers = { 'x-site-id': riverside.id, 'x-sector-id': psychotherapy.id };
    const { status, body } = await book(31, headers);
    expect(status, JSON.stringify(body)).toBe(201);
    const { rows } = await whole.owner.query(
      `select site_id, sector_id from messaging.event where target_id = $1 and type = 'therapy_session.scheduled'`,
      [body.data.id],
    );
    expect(rows).toEqual([{ site_id: riverside.id, sector_id: psychotherapy.id }]);
  });

  it('keeps what a request stores to the site that it works at', async () => {
    const { status, body } = await book(32, { 'x-site-id': hilltop.id }, { siteId: riverside.id });
    expect([status, body.error.code]).toEqual([422, 'SITE_MISMATCH']);
  });

  it.each([
    ['a site of another account', { 'x-site-id': harbour.id }, 404, 'SITE_NOT_FOUND'],
    ['a sector elsewhere', { 'x-site-id': hilltop.id, 'x-sector-id': psychotherapy.id }, 404, 'SECTOR_NOT_FOUND'],
    ['no id', { 'x-site-id': 'riverside' }, 422, 'VALIDATION_FAILED'],
    ['another account, for who may not cross', { 'x-account-id': other.id }, 403, 'PERMISSION_DENIED'],
  ] as const)('refuses %s as one with them does', async (_what, headers, status, code) => {
    const here = await users(admin, headers);
    const there = await (await whole.as('admin')).get('/api/v1/users', headers);
    expect([here.status, here.body.error.code]).toEqual([status, code]);
    const { requestId: _id, timestamp: _time, ...error } = there.body.error;
    expect(here.body.error).toMatchObject(error);
  });

  it('lets those enter another account who may, on record there', async () => {
    const { status, body, headers } = await users(developer, { 'x-account-id': other.id });
    expect(status).toBe(200);
    expect(body.results.map(({ id }: Json) => id)).toContain(whole.id('otherAdmin'));
    expect(await crossings()).toEqual([
      {
        actor_id: whole.id('reception'),
        data: { accountId: other.id, fromAccountId: accounts[0].id, method: 'GET', path: '/api/v1/users' },
        correlation_id: headers.get('x-request-id'),
      },
    ]);
    const changed = await (developer as Client).post('/api/v1/users', {}, { 'x-account-id': other.id });
    expect(changed.status).toBe(422);
    expect((await crossings()).map(({ data }) => data.method)).toEqual(['GET', 'POST']);
  });

  it('says that accounts do not answer rather than work elsewhere, and serves what asks for no place', async () => {
    const alone = client(await partOf('http://127.0.0.1:9'), admin?.token);
    expect((await users(alone, {})).status).toBe(200);
    const { status, body } = await users(alone, { 'x-site-id': riverside.id });
    expect([status, body.error.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
  });
});
