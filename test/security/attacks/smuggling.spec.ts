import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type Practice, practice } from '#test/support/practice.js';
import { bearer, type Reply, send, shout } from './wire.js';

let clinic: Practice;
let admin: Client;
beforeAll(async () => {
  clinic = await practice();
  admin = await clinic.as('admin');
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

const ask = (method: string, path: string, body?: object | string | Buffer, headers: Record<string, string> = {}) =>
  send(clinic.url, method, path, { body, headers: { ...bearer(admin.token), ...headers } });
const headOf = (answer: string) => answer.slice(0, answer.indexOf('\r\n\r\n'));

describe('what an answer’s head says', () => {
  const REFLECTED = ['X-Request-ID', 'X-Correlation-ID', 'Traceparent', 'Idempotency-Key', 'X-Debug-Resource-Tracking'];
  it.each(REFLECTED)('is not written by %s', async (name) => {
    for (const value of [
      'a\r\n set-cookie: evil=1',
      'a\rset-cookie: evil=1',
      'a\nset-cookie: evil=1',
      'a%0d%0aset-cookie: evil=1',
      'a\u2028set-cookie: evil=1',
      'å\u010d\u010aset-cookie: evil=1',
      '<script>evil=1</script>',
      `evil=1${'x'.repeat(5_000)}`,
    ]) {
      const raw = `GET /api/v1/auth/me HTTP/1.1\r\nHost: x\r\n${name}: ${value}\r\nConnection: close\r\n\r\n`;
      const answer = await shout(clinic.url, raw);
      expect(answer).toMatch(/^HTTP\/1.1 4\d\d /);
      expect(headOf(answer)).not.toMatch(/evil/i);
    }
  });

  it('is not written by an address', async () => {
    for (const path of [
      '/%0d%0aset-cookie:%20evil=1',
      '/api/docs/assets/%0d%0aevil: 1',
      '/api/v1/users/%0d%0aevil:1',
    ]) {
      const answer = await shout(clinic.url, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(headOf(answer)).not.toMatch(/evil/);
    }
  });

  it('answers one request where a proxy might have seen two', async () => {
    const head = `POST /api/v1/auth/refresh HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;
    const second = 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n';
    for (const ambiguous of [
      `Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${second}`,
      `Content-Length: 0\r\nContent-Length: 44\r\n\r\n${second}`,
      `Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${second}`,
      `Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n${second}`,
      `Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${second}`,
      `Content-Length : 0\r\n\r\n${second}`,
      `X: y\nContent-Length: 0\r\n\r\n${second}`,
    ]) {
      const answer = await shout(clinic.url, head + ambiguous);
      expect([ambiguous, answer.match(/HTTP\/1\.1 \d+/g)]).toEqual([ambiguous, ['HTTP/1.1 400']]);
    }
  });
});

describe('a mail', () => {
  const heads = async () =>
    Promise.all(
      (await readdir(join(clinic.home, 'mail')))
        .filter((file) => file.endsWith('.eml'))
        .map(async (file) => (await readFile(join(clinic.home, 'mail', file), 'utf8')).split('\r\n\r\n', 1)[0] ?? ''),
    );

  it('has no header and no recipient that a name writes', async () => {
    const patient = clinic.id('lena');
    const evil = 'Lena\r\nBcc: victim@evil.test\r\n\r\n<script>';
    for (const profile of [
      { firstName: evil, lastName: 'x\nBcc: other@evil.test' },
      { firstName: '"Lena" <victim@evil.test>,', lastName: 'b,c@evil.test;' },
    ]) {
      expect((await ask('PATCH', `/api/v1/users/${patient}`, { profile })).status).toBeLessThan(500);
      const hour = profile.firstName === evil ? 10 : 14;
      const booked = await admin.post(
        '/api/v1/therapy-sessions',
        clinic.booking({ patientId: patient, inDays: 33, hour }),
      );
      expect(booked.status).toBe(201);
    }
    await clinic.settled();
    const toLena = (await heads()).filter((head) => /lena@demo\.test/.test(head));
    expect(toLena.length).toBeGreaterThan(1);
    for (const head of await heads()) {
      expect(head).not.toMatch(/^(?:b?cc):/im);
      expect(head.match(/^to:/gim)).toHaveLength(1);
    }
    for (const mail of await clinic.mails()) {
      expect(mail.to).toHaveLength(1);
      expect(mail.to?.[0]?.address).toMatch(/^[a-z]+@(demo|other)\.test$/);
    }
  });

  it('goes to no address that holds more than an address', async () => {
    for (const email of [
      'a@evil.test\r\nBcc: b@evil.test',
      'a@evil.test,b@evil.test',
      'a@evil.test b@evil.test',
      '"a\r\nBcc: b@evil.test"@evil.test',
      'A <a@evil.test>',
      'a@evil.test\u0000@demo.test',
      'a%0d%0aBcc:b@evil.test',
      '"a b"@evil.test',
      'a\u202eb@evil.test',
      'a\u00adb@evil.test',
    ])
      for (const path of ['auth/password/forgot', 'invitations', 'users'])
        expect(
          (await ask('POST', `/api/v1/${path}`, { email, password: 'a good long one', roles: ['patient'] })).status,
        ).toBe(422);
  });

  it('leads to where Praxis is, whatever host the request claims', async () => {
    const headers = {
      host: 'evil.test',
      'x-forwarded-host': 'evil.test',
      forwarded: 'host=evil.test',
      origin: 'http://evil.test',
    };
    await send(clinic.url, 'POST', '/api/v1/auth/password/forgot', { body: { email: 'jonas@demo.test' }, headers });
    let text = '';
    await clinic.until('the mail has come', async () => {
      const mail = (await clinic.mails()).find(({ text }) => text?.includes('/reset-password#'));
      text = `${mail?.text}${mail?.html}`;
      return mail !== undefined;
    });
    expect(text).not.toContain('evil');
    expect(text).toMatch(/http:\/\/(127\.0\.0\.1|localhost):/);
  });
});

describe('nothing of JavaScript’s own is changed', () => {
  const KEYS = ['__proto__', 'constructor', 'prototype'];
  const untouched = () => {
    const fresh = {} as Record<string, unknown>;
    expect([fresh.polluted, fresh.roles, ([] as unknown as { polluted: unknown }).polluted]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  };

  it('by a body', async () => {
    const poison = '{"polluted":true,"roles":["admin"]}';
    const bodies = KEYS.flatMap((key) => [
      `{"email":"?","password":"long enough one","${key}":${poison}}`,
      `{"email":"?","password":"long enough one","profile":{"${key}":${poison}}}`,
      `{"email":"?","password":"long enough one","profile":{"constructor":{"prototype":${poison}}}}`,
      `{"email":"?","password":"long enough one","\\u005f_proto__":${poison}}`,
      `{"email":"?","password":"long enough one","hasOwnProperty":1,"toString":2,"valueOf":3}`,
      `[{"${key}":${poison}}]`,
    ]);
    for (const body of bodies) {
      const { status, body: answer } = await ask(
        'POST',
        '/api/v1/users',
        body.replace('?', `${crypto.randomUUID()}@b.test`),
      );
      expect([body, status]).toEqual([body, expect.toSatisfy((status: number) => status < 500)]);
      if (status === 201) expect(answer.data.roles).toEqual(['patient']);
    }
    untouched();
  });

  it('by a query, a path, a header or a variable', async () => {
    const answers: Reply[] = [];
    for (const key of KEYS) {
      answers.push(
        await ask('GET', `/api/v1/users?${key}[polluted]=1&${key}.polluted=1&${key}=1&filter[${key}]=1&sort=${key}`),
      );
      answers.push(await ask('GET', `/api/v1/users/${key}`));
      answers.push(await ask('GET', `/api/v1/therapy-sessions?fields=${key}`));
      answers.push(await ask('GET', '/api/v1/auth/me', undefined, { [key]: 'polluted' }));
      answers.push(
        await ask(
          'POST',
          '/graphql',
          `{"query":"query($input: CreateUserInput!) { __typename }","variables":{"${key}":{"polluted":true},"input":{"${key}":{"polluted":1}}}}`,
        ),
      );
    }
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    untouched();
  });
});

describe('no file is reached', () => {
  it('by way of an address', async () => {
    const up = [
      '../',
      '..%2f',
      '..%5c',
      '%2e%2e/',
      '%2e%2e%2f',
      '..;/',
      '..\\',
      '....//',
      '%252e%252e%252f',
      '..%c0%af',
      '%00/../',
    ];
    const targets = ['package.json', 'etc/passwd', '.env', 'jwt-secret'];
    for (const base of ['/api/docs/assets/', '/api/docs/', '/', '/graphiql/', '/api/v1/users/'])
      for (const dots of up)
        for (const target of targets) {
          const path = `${base}${dots.repeat(6)}${target}`;
          const answer = await shout(clinic.url, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
          expect([path, answer.split('\r\n')[0]]).toEqual([path, expect.stringMatching(/ (400|401|403|404) /)]);
          expect(answer).not.toMatch(/"devDependencies"|root:.*:0:0:/);
        }
  });
});
