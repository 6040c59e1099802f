import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { type Answer, type Client, client, type Practice, practice } from '#test/support/practice.js';

let clinic: Practice;
let admin: Client;

beforeAll(async () => {
  clinic = await practice();
  admin = await clinic.as('admin');
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

const SESSIONS = '/api/v1/therapy-sessions';

function expectError({ status, body, headers }: Answer, expected: number, code: string): void {
  expect([status, body?.error?.code]).toEqual([expected, code]);
  expect(body).toEqual({
    success: false,
    error: {
      code,
      message: expect.any(String),
      details: expect.any(Object),
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      requestId: body.requestId,
    },
    requestId: headers.get('x-request-id'),
  });
}

describe('bodies', () => {
  it.each([
    ['broken JSON', '{"a":', 400, 'MALFORMED_JSON'],
    ['an empty body', '', 400, 'MALFORMED_JSON'],
    ['a list', '[]', 422, 'VALIDATION_FAILED'],
    ['null', 'null', 422, 'VALIDATION_FAILED'],
    ['a text', '"hello"', 422, 'VALIDATION_FAILED'],
    ['a number', '7', 422, 'VALIDATION_FAILED'],
    ['a poisoned prototype', '{"__proto__": {"admin": true}}', 400, 'MALFORMED_JSON'],
    ['deep nesting', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`, 422, 'VALIDATION_FAILED'],
    ['1,100 KiB', JSON.stringify({ notes: 'x'.repeat(1_100 * 1024) }), 413, 'PAYLOAD_TOO_LARGE'],
  ])('answers %s with the right code', async (_what, body, status, code) => {
    expectError(await admin.post(SESSIONS, body), status, code);
  });

  it('refuses what is not JSON', async () => {
    expectError(
      await admin.post(SESSIONS, 'a=b', { 'content-type': 'application/xml' }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    );
  });

  it('refuses a NUL in a text', async () => {
    expectError(await admin.post(SESSIONS, clinic.booking({ notes: 'a\u0000b' })), 422, 'VALIDATION_FAILED');
  });

  it('refuses dates beyond any calendar', async () => {
    for (const startsAt of ['9999-12-31T23:59:59Z', '2026-02-30T10:00:00Z', '2026-13-01T10:00:00Z']) {
      expectError(await admin.post(SESSIONS, clinic.booking({ startsAt })), 422, 'VALIDATION_FAILED');
    }
  });
});

describe('credentials', () => {
  it('are needed', async () => {
    for (const path of [
      SESSIONS,
      '/api/v1/users',
      '/api/v1/notifications',
      '/api/v1/events',
      '/api/v1/system/wiring',
    ]) {
      expectError(await clinic.anonymous().get(path), 401, 'UNAUTHENTICATED');
    }
  });

  it.each([
    ['no token at all', 'nonsense'],
    ['an unsigned token', `${btoa('{"alg":"none"}')}.${btoa('{"sub":"x"}')}.`],
    ['a token of 10 KiB', 'x'.repeat(10_000)],
  ])('are refused when they are %s', async (_what, token) => {
    expectError(await client(clinic.url, token).get(SESSIONS), 401, 'UNAUTHENTICATED');
  });

  it('are refused when their signature is another’s', async () => {
    const [head, payload] = admin.token.split('.');
    expectError(await client(clinic.url, `${head}.${payload}.${'A'.repeat(43)}`).get(SESSIONS), 401, 'UNAUTHENTICATED');
  });

  it.each(['Bearer expired.or.forged', 'Basic dTpw', ''])(
    'that are bad (%j) keep nobody from what is public',
    async (authorization) => {
      const nobody = clinic.anonymous();
      const login = { email: 'admin@demo.test', password: 'praxis-demo' };
      const signedIn = await nobody.post('/api/v1/auth/login', login, { authorization });
      expect(signedIn.status).toBe(200);
      const { refreshToken } = signedIn.body.data;
      expect((await nobody.post('/api/v1/auth/refresh', { refreshToken }, { authorization })).status).toBe(200);
      for (const path of ['/health/live', '/health/ready', '/metrics', '/api/openapi.json', '/api/asyncapi.json']) {
        expect([path, (await nobody.get(path, { authorization })).status]).toEqual([path, 200]);
      }
      expectError(await nobody.get(SESSIONS, { authorization }), 401, 'UNAUTHENTICATED');
      const { body } = await nobody.post('/graphql', { query: '{ me { id } }' }, { authorization });
      expect([body.data, body.errors[0].extensions.code]).toEqual([null, 'UNAUTHENTICATED']);
    },
  );

  it('end within one request when the user is deactivated', async () => {
    const email = 'short-lived@demo.test';
    const password = 'a long enough password';
    const made = await admin.post('/api/v1/users', { email, password, roles: ['editor'] });
    const login = await clinic.anonymous().post('/api/v1/auth/login', { email, password });
    const user = client(clinic.url, login.body.data.accessToken);
    expect((await user.get(SESSIONS)).status).toBe(200);
    await admin.delete(`/api/v1/users/${made.body.data.id}`);
    expectError(await user.get(SESSIONS), 401, 'UNAUTHENTICATED');
    expectError(await clinic.anonymous().post('/api/v1/auth/login', { email, password }), 401, 'UNAUTHENTICATED');
  });

  it('end with the sign-in', async () => {
    const login = await clinic
      .anonymous()
      .post('/api/v1/auth/login', { email: 'lena@demo.test', password: 'praxis-demo' });
    const lena = client(clinic.url, login.body.data.accessToken);
    await lena.post('/api/v1/auth/logout');
    expectError(await lena.get(SESSIONS), 401, 'UNAUTHENTICATED');
  });
});

describe('addresses', () => {
  it('that lead nowhere', async () => {
    expectError(await admin.get('/api/v1/nothing'), 404, 'ROUTE_NOT_FOUND');
    expectError(await admin.get(`${SESSIONS}/not-an-id`), 404, 'THERAPY_SESSION_NOT_FOUND');
    expectError(await admin.get(`${SESSIONS}/${newId()}`), 404, 'THERAPY_SESSION_NOT_FOUND');
    expectError(await admin.get(`${SESSIONS}/${'x'.repeat(5000)}`), 404, 'THERAPY_SESSION_NOT_FOUND');
    expectError(await admin.get(`${SESSIONS}/%ff`), 400, 'BAD_REQUEST');
  });

  it.each([
    ['page=0', 'page'],
    ['page=-1', 'page'],
    ['page=1e9', 'page'],
    ['page=999999', 'page'],
    ['pageSize=101', 'pageSize'],
    ['pageSize=0', 'pageSize'],
    ['cursor=abc', 'cursor'],
    ['cursor=WzAsMV0', 'cursor'],
    ['ordering=password', 'ordering'],
    ['ordering=notes', 'ordering'],
    ['fields=password', 'fields'],
    ['status=asleep', 'status'],
    ['status[like]=a', 'status[like]'],
    ['therapistId=1', 'therapistId'],
    ['startsAt[gte]=yesterday', 'startsAt[gte]'],
    ['startsAt[gte]=2026-02-30T00:00:00Z', 'startsAt[gte]'],
    ['startsAt[gte]=2026-01-01T00:00:00Z;drop table x', 'startsAt[gte]'],
    ['nonsense=1', 'nonsense'],
    ['page=1&page=2', 'page'],
    ['search=x', 'search'],
  ])('with the list parameter %s', async (query, field) => {
    const answer = await admin.get(`${SESSIONS}?${query}`);
    expectError(answer, 422, 'VALIDATION_FAILED');
    expect(Object.keys(answer.body.error.details.fields)).toEqual([field]);
  });
});

describe('headers', () => {
  it('that could forge a log line are replaced', async () => {
    const answer = await admin.get(SESSIONS, { 'x-request-id': 'a b{"level":50}' });
    expect(answer.headers.get('x-request-id')).toMatch(/^req_[0-9a-f-]{36}$/);
  });

  it('say what browsers may not do', async () => {
    const { headers } = await admin.get(SESSIONS);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each([
    ['no Host', 400, 'BAD_REQUEST', 'GET /api/v1/users HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['another Expect', 417, 'EXPECTATION_FAILED', 'GET / HTTP/1.1\r\nHost: x\r\nExpect: more\r\n\r\n'],
  ])('with %s are refused in the unified form', async (_what, status, code, request) => {
    const socket = connect(Number(new URL(clinic.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(request);
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    const headers = new Headers(
      head
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(': ') as [string, string]),
    );
    expectError({ status: Number(head.split(' ')[1]), body: JSON.parse(body), headers }, status, code);
  });

  it('that are no HTTP at all do not stop the process', async () => {
    const socket = connect(Number(new URL(clinic.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('BOO / HTP/9\r\n\u0000\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1.1 400/);
    expect((await admin.get('/health/live')).status).toBe(200);
  });
});
