import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '#apps/standalone/demo-practice.js';
import { type Json, type Practice, practice } from '#test/support/practice.js';
import { signIn } from './people.js';
import { knock, type Reply, send, shout } from './wire.js';

/** A browser in which the administrator is signed in, so that everything would be allowed. */
let clinic: Practice;
let cookie: string;
let csrfToken: string;
let writes: [method: string, path: string][];
beforeAll(async () => {
  clinic = await practice();
  // What making the practice causes is not to be taken for what a page does.
  await clinic.settled();
  ({ cookie, csrfToken } = await signIn(clinic, 'admin@demo.test', { password: DEMO_PASSWORD, session: 'cookie' }));
  const { paths }: Json = JSON.parse(await readFile('docs/generated/openapi.json', 'utf8'));
  writes = Object.entries<Json>(paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods)
      .filter(([method, { security }]) => method !== 'get' && security?.length > 0)
      .map(([method]): [string, string] => [
        method.toUpperCase(),
        path.replaceAll(/\{\w+\}/g, '01900000-0000-7000-8000-000000000099'),
      ]),
  );
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

const ask = (method: string, path: string, headers: Record<string, string> = {}, body?: string | object) =>
  send(clinic.url, method, path, { headers: { cookie, ...headers }, body });
const changes = async () =>
  (await clinic.owner.query('select count(*)::int as n from messaging.event')).rows[0].n as number;

describe('a page that rides on the cookie', () => {
  it('could change something if it were ours (so that what is refused below is refused for not being it)', async () => {
    const ours = { 'x-csrf-token': csrfToken, origin: clinic.url, 'sec-fetch-site': 'same-origin' };
    expect((await ask('POST', '/api/v1/groups', ours, { name: 'Ours' })).status).toBe(201);
    const graphql = await ask('POST', '/graphql', ours, { query: 'mutation { markAllNotificationsRead }' });
    expect(graphql.body.data).toEqual({ markAllNotificationsRead: expect.any(Number) });
    // What reading notifications causes is not to be taken for what comes after.
    await clinic.settled();
  });

  it.each<[string, () => Record<string, string>]>([
    ['without a token', () => ({})],
    ['with a token of its own', () => ({ 'x-csrf-token': 'a'.repeat(43) })],
    ['of another origin, with the token', () => ({ 'x-csrf-token': csrfToken, origin: 'https://evil.test' })],
    ['of no origin, with the token', () => ({ 'x-csrf-token': csrfToken, origin: 'null' })],
    ['of this host’s other port, with the token', () => ({ 'x-csrf-token': csrfToken, origin: 'http://127.0.0.1:1' })],
    ['of an origin that begins as ours', () => ({ 'x-csrf-token': csrfToken, origin: `${clinic.url}.evil.test` })],
    ['of another site, as the browser says', () => ({ 'x-csrf-token': csrfToken, 'sec-fetch-site': 'cross-site' })],
    ['of a sibling domain', () => ({ 'x-csrf-token': csrfToken, 'sec-fetch-site': 'same-site' })],
  ])('changes nothing on any route (%s)', async (_what, headers) => {
    const before = await changes();
    expect(writes.length).toBeGreaterThan(50);
    const answers = await Promise.all(writes.map(([method, path]) => ask(method, path, headers(), {})));
    const through = answers.map(({ status, body }, n) => `${writes[n]?.join(' ')} ${status} ${body?.error?.code}`);
    expect(through.filter((line) => !line.endsWith(' 403 PERMISSION_DENIED'))).toEqual([]);
    const graphql = await ask('POST', '/graphql', headers(), { query: 'mutation { markAllNotificationsRead }' });
    expect(graphql.body.errors?.length).toBeGreaterThan(0);
    expect(await changes()).toBe(before);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/json', ''])(
    'changes nothing with what a form can send (%j)',
    async (type) => {
      const before = await changes();
      const json = JSON.stringify({ name: 'Evil', roles: ['admin'] });
      const forms = [
        ask('POST', '/api/v1/groups', { 'content-type': type, 'x-csrf-token': csrfToken }, json),
        ask(
          'POST',
          '/api/v1/auth/login',
          { 'content-type': type },
          '{"email":"admin@demo.test","password":"praxis-demo"}',
        ),
        ask('POST', '/graphql', { 'content-type': type, 'x-csrf-token': csrfToken }, '{"query":"{ me { id } }"}'),
      ];
      for (const { status, text } of await Promise.all(forms))
        expect([status, text]).toEqual([415, expect.any(String)]);
      expect(await changes()).toBe(before);
    },
  );

  it('changes nothing by calling a write a read', async () => {
    const before = await changes();
    const as = (name: string) => ask('GET', '/api/v1/account', { [name]: 'DELETE' });
    for (const name of ['x-http-method-override', 'x-http-method', 'x-method-override'])
      expect((await as(name)).status).toBe(200);
    expect((await ask('GET', '/api/v1/account?_method=DELETE')).status).toBeLessThan(500);
    const get = await ask('GET', `/graphql?query=${encodeURIComponent('mutation { markAllNotificationsRead }')}`);
    expect(get.status).toBeGreaterThanOrEqual(400);
    expect(await changes()).toBe(before);
  });

  it('reads nothing: no origin is ever allowed to', async () => {
    const origin = 'https://evil.test';
    const preflight = {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-csrf-token',
    };
    const answers = [
      ...(await Promise.all(
        ['/api/v1/auth/me', '/graphql', '/api/v1/auth/login', '/nowhere', '/socket.io/?EIO=4&transport=polling'].map(
          (path) => ask('OPTIONS', path, preflight),
        ),
      )),
      ...(await Promise.all(
        ['/api/v1/auth/me', '/api/v1/auth/csrf', '/health/live', '/api/openapi.json'].map((path) =>
          ask('GET', path, { origin }),
        ),
      )),
    ];
    for (const { headers } of answers)
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  it('opens no socket', async () => {
    for (const origin of ['https://evil.test', 'null', `${clinic.url}.evil.test`, 'http://127.0.0.1:1', 'file://']) {
      const { socket, outcome } = await knock(clinic.url, {}, { cookie, origin });
      socket.disconnect();
      expect([origin, outcome]).not.toEqual([origin, 'connected']);
      const polled = await ask('GET', '/socket.io/?EIO=4&transport=polling', { origin });
      expect([origin, polled.status]).toEqual([origin, 403]);
    }
    const { socket, outcome } = await knock(clinic.url, {}, { cookie, origin: clinic.url });
    socket.disconnect();
    expect(outcome).toBe('connected');
  });

  it('does not sign its visitor in here, nor make a session of its choice the visitor’s', async () => {
    const credentials = { email: 'patient@demo.test', password: DEMO_PASSWORD, session: 'cookie' };
    const login = (headers: Record<string, string>) =>
      send(clinic.url, 'POST', '/api/v1/auth/login', { body: credentials, headers });
    for (const [name, value] of [
      ['origin', 'https://evil.test'],
      ['origin', 'null'],
      ['sec-fetch-site', 'cross-site'],
    ]) {
      const { status, headers: told } = await login({ [name as string]: value as string });
      expect([status, told['set-cookie']]).toEqual([403, undefined]);
    }
    const planted = (await signIn(clinic, 'jonas@demo.test', { password: DEMO_PASSWORD, session: 'cookie' })).cookie;
    const { headers } = await login({ cookie: planted });
    const given = headers['set-cookie']?.[0]?.split(';')[0];
    expect(given).not.toBe(planted);
    const me = await send(clinic.url, 'GET', '/api/v1/auth/me', { headers: { cookie: planted } });
    expect(me.status).toBe(401);
  });
});

describe('an answer', () => {
  const everywhere = ['/', '/nowhere', '/health/live', '/graphql', '/api/docs', '/graphiql', '/api/asyncapi'];

  it('lets no page run what is not ours, and none frame it', async () => {
    for (const path of [
      ...everywhere,
      '/api/openapi.json',
      '/api/v1/auth/me',
      '/api/docs/assets/x.js',
      '/%',
      '/metrics',
    ]) {
      const { headers } = await ask('GET', path);
      const policy = Object.fromEntries(
        String(headers['content-security-policy'])
          .split('; ')
          .map((directive) => [directive.split(' ')[0], directive.slice(directive.indexOf(' ') + 1)]),
      );
      const scripts = policy['script-src'] ?? policy['default-src'];
      expect([path, scripts]).toEqual([path, expect.stringMatching(/^'(none|self)'$/)]);
      expect([path, policy['frame-ancestors'], policy['base-uri'], policy['form-action']]).toEqual([
        path,
        ...Array(3).fill("'none'"),
      ]);
      expect([headers['x-content-type-options'], headers['referrer-policy']]).toEqual(['nosniff', 'no-referrer']);
      expect(headers['x-powered-by'] ?? headers.server).toBeUndefined();
    }
  });

  it('lets no page load a picture from elsewhere: people may give any address as theirs', async () => {
    for (const path of everywhere) {
      const policy = String((await ask('GET', path)).headers['content-security-policy']);
      const images = /img-src ([^;]*)/.exec(policy) ?? /default-src ([^;]*)/.exec(policy);
      expect([path, images?.[1]]).toEqual([path, expect.stringMatching(/^('none'|'self' data:)$/)]);
    }
  });

  it('never sends anybody elsewhere', async () => {
    const elsewhere = ['//evil.test', '/\\evil.test', '//evil.test/..', '/%2f%2fevil.test', '/https://evil.test'];
    const paths = [
      ...elsewhere,
      ...elsewhere.map((path) => `/api/docs/assets${path}`),
      ...elsewhere.map((path) => `/api/docs${path}`),
      ...['next', 'redirect', 'returnTo', 'url', 'continue'].map((name) => `/api/docs?${name}=https://evil.test`),
      '/api/docs/',
      '/api/docs/assets',
      '/graphiql/',
      '/api//docs',
    ];
    const answers = await Promise.all(paths.map((path) => ask('GET', path)));
    const sent = answers.flatMap(({ status, headers }, n) =>
      headers.location ? [[paths[n], status, headers.location]] : [],
    );
    expect(sent).toEqual([]);
    expect(answers.filter(({ status }) => status >= 300 && status < 400)).toEqual([]);
  });

  it('asks for TLS only where there is TLS, which only a trusted proxy can say', async () => {
    const { headers } = await ask('GET', '/health/live', { 'x-forwarded-proto': 'https' });
    expect(headers['strict-transport-security']).toBeUndefined();
    expect((await signInAnswer({ 'x-forwarded-proto': 'https' })).headers['set-cookie']?.[0]).not.toContain('__Host-');
  });

  it('says no word of another host, whatever the request claims', async () => {
    const raw = 'GET /nowhere HTTP/1.1\r\nHost: evil.test\r\nX-Forwarded-Host: evil.test\r\nConnection: close\r\n\r\n';
    expect(await shout(clinic.url, raw)).not.toContain('evil');
  });
});

const signInAnswer = (headers: Record<string, string>): Promise<Reply> =>
  send(clinic.url, 'POST', '/api/v1/auth/login', {
    headers,
    body: { email: 'lena@demo.test', password: DEMO_PASSWORD, session: 'cookie' },
  });
