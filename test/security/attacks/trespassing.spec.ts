import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts, DEMO_PASSWORD, sites } from '#apps/standalone/demo-practice.js';
import { type Client, type Json, type Practice, practice } from '#test/support/practice.js';
import { newPerson, signIn } from './people.js';
import { bearer, send } from './wire.js';

const [demo, other] = accounts;
const [riverside, , harbour] = sites;

let clinic: Practice;
let admin: Client;
let openapi: Json;
beforeAll(async () => {
  clinic = await practice();
  admin = await clinic.as('admin');
  openapi = JSON.parse(await readFile('docs/generated/openapi.json', 'utf8'));
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

/** Columns of ours that only we fill. */
const OURS = [
  ...['id', 'accountId', 'account_id', 'ownerId', 'createdBy', 'createdAt', 'updatedAt', 'deletedAt', 'version'],
  ...['passwordHash', 'password_hash', 'emailVerifiedAt', 'emailVerified', 'active', 'locked', 'isAdmin', 'admin'],
  ...['permissions', 'signInId', 'tokenHash', 'keyHash', 'plan_state', 'system', 'standing', 'actor', 'userRoles'],
];
const SPARE = '01900000-0000-7000-8000-000000000099';

interface Write {
  readonly method: string;
  readonly path: string;
  readonly schema: Json;
  readonly isPublic: boolean;
}

function writes(): Write[] {
  const found = Object.entries<Json>(openapi.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods).flatMap(([method, { requestBody, security }]) => {
      const ref = requestBody?.content['application/json']?.schema.$ref;
      const schema = ref && openapi.components.schemas[ref.split('/').pop()];
      const asked = {
        method: method.toUpperCase(),
        path: path.replaceAll(/\{\w+\}/g, SPARE),
        isPublic: !security?.length,
      };
      return schema ? [{ ...asked, schema }] : [];
    }),
  );
  return found;
}

/** Whoever may do everything that a person may: what is refused then is refused for what it says. */
async function almighty(): Promise<string> {
  const { id, email } = await newPerson(clinic, 'admin');
  await clinic.owner.query(`update identity.user set roles = '{developer,system,owner,admin}' where id = $1`, [id]);
  return (await signIn(clinic, email)).accessToken;
}

describe('what nobody may set', () => {
  it('is a field of no request over REST, nor of anything within one', async () => {
    const headers = bearer(await almighty());
    const through: string[] = [];
    expect(writes().length).toBeGreaterThan(25);
    for (const { method, path, schema, isPublic } of writes()) {
      const planted = OURS.filter((name) => !(name in (schema.properties ?? {})));
      const body: Json = Object.fromEntries(planted.map((name) => [name, SPARE]));
      const parts = Object.entries<Json>(schema.properties ?? {}).filter(([, part]) =>
        /\$ref/.test(JSON.stringify(part)),
      );
      for (const [name] of parts) body[name] = { accountId: other.id, roles: ['system'], id: SPARE };
      const { status, body: answer } = await send(clinic.url, method, path, { body, headers: isPublic ? {} : headers });
      const told = answer?.error?.details?.fields ?? {};
      const missed = planted.filter((name) => !told[name]?.includes('is not a field of this request'));
      if (status !== 422 || missed.length > 0)
        through.push(`${method} ${path} ${status} ${missed.length} ${answer?.error?.code}`);
    }
    expect(through).toEqual([]);
  });

  it('is in no input of GraphQL', async () => {
    const schema = await readFile('docs/generated/schema.graphql', 'utf8');
    const inputs = [...schema.matchAll(/^input (\w+) \{\n([^}]*)^\}/gm)];
    expect(inputs.length).toBeGreaterThan(15);
    const named = inputs.flatMap(([, input, fields = '']) =>
      [...fields.matchAll(/^ {2}(\w+):/gm)].map(([, field]) => [input, field as string]),
    );
    const filters = /Filter(Input)?$/;
    expect(named.filter(([input, field]) => !filters.test(input as string) && OURS.includes(field as string))).toEqual(
      [],
    );
  });

  it('is where somebody registers or is invited no role either', async () => {
    const names = writes().filter(
      ({ isPublic, schema }) => isPublic && /"(roles?|scopes|siteId)"/.test(JSON.stringify(schema)),
    );
    expect(names).toEqual([]);
  });
});

describe('another account or site', () => {
  const ask = (name: Client | string, path: string, headers: Record<string, string>) =>
    send(clinic.url, 'GET', path, { headers: { ...bearer(typeof name === 'string' ? name : name.token), ...headers } });

  it.each<[string, Record<string, string>]>([
    ['the account', { 'x-account-id': other.id }],
    ['the account, in capitals', { 'X-ACCOUNT-ID': other.id.toUpperCase() }],
    ['both accounts', { 'x-account-id': `${demo.id}, ${other.id}` }],
    ['no account', { 'x-account-id': '' }],
    ['every account', { 'x-account-id': '*' }],
    ['an account with more', { 'x-account-id': `${other.id}' or true --` }],
    ['the site', { 'x-site-id': harbour.id }],
    ['one’s own and the site', { 'x-site-id': `${riverside.id}, ${harbour.id}` }],
    ['an own account and a foreign site', { 'x-account-id': demo.id, 'x-site-id': harbour.id }],
    ['a site that there is not', { 'x-site-id': SPARE }],
    ['a site with more', { 'x-site-id': `${riverside.id}' or true --` }],
    ['a sector', { 'x-sector-id': '01900000-0000-7000-8000-000000000025' }],
  ])('is not entered by naming %s', async (_what, headers) => {
    const names = new RegExp(`Harbour|Other Practice|other\\.test|${harbour.id}`);
    for (const path of [
      '/api/v1/therapy-sessions',
      '/api/v1/users',
      '/api/v1/account',
      '/api/v1/account/sites',
      '/api/v1/events',
    ]) {
      const { status, text, body } = await ask(admin, path, headers);
      expect([path, status]).toEqual([path, expect.toSatisfy((status: number) => status < 500)]);
      expect(text.replaceAll(/"details":\{[^}]*\}/g, '')).not.toMatch(names);
      if (status >= 400) expect(body.data).toBeUndefined();
    }
  });

  it('is not entered in the body, the query or by a cookie', async () => {
    const { cookie } = await signIn(clinic, 'admin@demo.test', { password: DEMO_PASSWORD, session: 'cookie' });
    const answers = [
      await ask(admin, `/api/v1/users?accountId=${other.id}`, {}),
      await ask(admin, `/api/v1/users?account_id=${other.id}`, {}),
      await send(clinic.url, 'GET', '/api/v1/users', {
        headers: { cookie: `${cookie}; account_id=${other.id}; accountId=${other.id}` },
      }),
    ];
    for (const { text } of answers) expect(text).not.toMatch(/other\.test/);
  });
});

describe('an idempotency key', () => {
  it('of somebody else, of another account or of another door gives nothing of theirs', async () => {
    const key = crypto.randomUUID();
    const group = (token: string, name: string) =>
      send(clinic.url, 'POST', '/api/v1/groups', {
        body: { name },
        headers: { ...bearer(token), 'idempotency-key': key },
      });
    const first = await group(admin.token, 'Ours');
    expect(first.status).toBe(201);
    const { email } = await newPerson(clinic, 'admin');
    const colleague = (await signIn(clinic, email)).accessToken;
    const stranger = (await clinic.as('otherAdmin')).token;
    for (const token of [colleague, stranger]) {
      const { status, text } = await group(token, 'Theirs');
      expect(status).toBe(201);
      expect(text).not.toContain(first.body.data.id);
    }
    const anonymous = await send(clinic.url, 'POST', '/api/v1/groups', {
      body: { name: 'Ours' },
      headers: { 'idempotency-key': key },
    });
    expect([anonymous.status, anonymous.text.includes(first.body.data.id)]).toEqual([401, false]);
    // The same person with the same key after signing out: the key is not a credential.
    const { accessToken } = await signIn(clinic, email);
    await send(clinic.url, 'POST', '/api/v1/auth/logout', { headers: bearer(accessToken) });
    expect((await group(accessToken, 'Theirs')).status).toBe(401);
  });
});
