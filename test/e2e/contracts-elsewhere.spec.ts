import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApplication } from '#apps/application.js';
import { sites } from '#apps/standalone/demo-practice.js';
import { BadEnvironmentError, readSettings } from '#platform/config/settings.js';
import { newId } from '#platform/context/ids.js';
import { ServiceRegistry } from '#platform/services/service-registry.js';
import { type Client, client, type Practice, practice } from '#test/support/practice.js';

const JWT_SECRET = 'only for tests, but long enough to be taken';

const ONE_PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const resources = new AsyncDisposableStack();
let whole: Practice;
let contextsHere: ServiceRegistry;
let patient: Client;
let admin: Client;

/** A process with all contexts, and one that has only two and asks the first for the rest; on one database. */
beforeAll(async () => {
  whole = resources.use(await practice({ env: { JWT_SECRET } }));
  const settings = readSettings('api', {
    DATABASE_URL: whole.ownerUrl,
    JWT_SECRET,
    PRAXIS_HOME: whole.home,
    LOG_LEVEL: 'fatal',
    CONTEXTS: 'identity,scheduling',
    CONTRACT_URLS: ['identity', 'accounts', 'billing'].map((name) => `${name}=${whole.url}`).join(','),
    CALL_RETRIES: '0',
  });
  const part = await createApplication(settings, whole.ownerUrl);
  resources.defer(() => part.close());
  await part.listen(0, '127.0.0.1');
  contextsHere = part.get(ServiceRegistry);
  const url = await part.getUrl();
  patient = client(url, (await whole.as('patient')).token);
  admin = client(url, (await whole.as('admin')).token);
});
afterAll(() => resources.disposeAsync());

describe('contexts in another process', () => {
  it('answer a booking, in the account of who books', async () => {
    const { status, body } = await admin.post('/api/v1/therapy-sessions', whole.booking({ inDays: 31 }));
    expect(body).toMatchObject({ success: true, data: { siteId: sites[0].id } });
    expect(status).toBe(201);
    await whole.settled();
    const query = `{ therapySession(id: "${body.data.id}") { therapist { id } charge { status } } }`;
    const answer = await patient.graphql(query);
    expect(answer.body).toMatchObject({ data: { therapySession: { charge: { status: 'open' } } } });
  });

  it('say no by name: a site of another account is not found', async () => {
    const booking = whole.booking({ inDays: 32, siteId: sites[2].id });
    const { status, body } = await admin.post('/api/v1/therapy-sessions', booking);
    expect(body.error).toMatchObject({ code: 'SITE_NOT_FOUND', details: { siteId: sites[2].id } });
    expect(status).toBe(404);
  });

  it('hold the account to its plan, by the same words', async () => {
    const { accountId } = sites[0];
    await whole.owner.query(`update accounts.account set plan = 'starter' where id = $1`, [accountId]);
    const full = 5 * 1024 ** 3;
    const values = [accountId, newId(), full];
    await whole.owner.query(`insert into accounts.stored_object values ($1, 'document', $2, $3, now())`, values);
    const set =
      'mutation ($id: ID!, $content: String!) { setProfilePicture(id: $id, input: { content: $content }) { id } }';
    const { errors } = (await admin.graphql(set, { id: whole.id('admin'), content: ONE_PIXEL })).body;
    const details = { limit: 'storageBytes', allowed: full, used: full };
    expect(errors[0].extensions).toMatchObject({ code: 'PLAN_LIMIT_CONFLICT', details });
    const { status, body } = await admin.post('/api/v1/groups', { name: 'Deputies', roles: [] });
    expect([status, body.error]).toMatchObject([
      403,
      { code: 'FEATURE_NOT_IN_PLAN', details: { feature: 'groups', plan: 'starter' } },
    ]);
    await whole.owner.query(`update accounts.account set plan = 'self_hosted' where id = $1`, [accountId]);
  });

  it('are in the catalogue as remote', () => {
    const places = contextsHere.catalogue().map(({ name, provider, location }) => [name, `${provider} ${location}`]);
    expect(Object.fromEntries(places)).toEqual({
      'accounts.account-directory': 'accounts remote',
      'accounts.request-places': 'accounts remote',
      'accounts.seats': 'accounts remote',
      'accounts.site-directory': 'accounts remote',
      'accounts.storage-allowance': 'accounts remote',
      'billing.charge-directory': 'billing remote',
      'identity.group-directory': 'identity in-process',
      'identity.people-directory': 'identity in-process',
    });
  });

  it('are in /metrics, with the state of their breakers', async () => {
    const { body } = await admin.get('/metrics');
    expect(body).toContain('# TYPE praxis_contract_retries_total ');
    for (const name of ['accounts', 'billing']) {
      expect(body).toMatch(new RegExp(`^praxis_breaker_state\\{context="${name}"\\} 0$`, 'm'));
    }
  });

  it('are no business of people: the way to them is signed', async () => {
    const path = '/internal/contracts/accounts.site-directory/sites';
    const { status, body } = await client(whole.url, admin.token).post(path, { args: [] });
    expect(status).toBe(401);
    expect(body).toMatchObject({ success: false, error: { code: 'UNAUTHENTICATED' } });
  });
});

describe('a process that lacks a context', () => {
  it('does not start without knowing where it is', async () => {
    const env = { DATABASE_URL: whole.ownerUrl, JWT_SECRET, LOG_LEVEL: 'fatal', CONTEXTS: 'identity,scheduling' };
    const started = createApplication(readSettings('api', env), whole.ownerUrl).then((app) => app.init());
    await expect(started).rejects.toThrow(/"accounts\.[a-z-]+", which [a-z]+ requires.*CONTRACT_URLS/);
  });

  it('does not start with a name that no context has, or with URLs but nothing to sign calls with', async () => {
    const env = { DATABASE_URL: whole.ownerUrl, JWT_SECRET, CONTRACT_URLS: 'acounts=http://127.0.0.1:3001' };
    await expect(createApplication(readSettings('api', env), whole.ownerUrl)).rejects.toThrow(
      /CONTRACT_URLS names acounts/,
    );
    expect(() => readSettings('standalone', { CONTRACT_URLS: 'accounts=http://127.0.0.1:3001' })).toThrow(
      BadEnvironmentError,
    );
  });
});
