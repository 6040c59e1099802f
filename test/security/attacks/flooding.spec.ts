import type { Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type Practice, practice } from '#test/support/practice.js';
import { bearer, dribble, type Reply, send } from './wire.js';

let clinic: Practice;
let admin: Client;
beforeAll(async () => {
  clinic = await practice();
  admin = await clinic.as('admin');
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

const ask = (method: string, path: string, body?: object | string | Buffer, headers: Record<string, string> = {}) =>
  send(clinic.url, method, path, { body, headers: { ...bearer(admin.token), ...headers } });
const graphql = (query: string, variables?: object) => ask('POST', '/graphql', { query, variables });

/** Milliseconds for which one request may keep all others waiting. Generous: machines that test are busy. */
const SHORT = 1_000;
/** What is answered, and how long somebody else waits meanwhile. */
async function bystanderOf(attack: Promise<Reply>): Promise<[Reply, number]> {
  const began = performance.now();
  const { status } = await send(clinic.url, 'GET', '/health/live');
  expect(status).toBe(200);
  const waited = performance.now() - began;
  return [await attack, waited];
}

const many = (times: number, make: (n: number) => string) => Array.from({ length: times }, (_, n) => make(n)).join(' ');
const nested = (depth: number, field: string) => `${`${field} { `.repeat(depth)}id${' }'.repeat(depth)}`;
const SESSIONS = 'therapySessions { items { id patient { id } therapist { id } events { items { id } } } }';

describe('a GraphQL request that asks for far too much is refused at once:', () => {
  it.each<[string, () => [query: string, variables?: object]]>([
    ['aliases', () => [`{ ${many(900, (n) => `a${n}: me { id }`)} }`]],
    ['aliases below', () => [`{ me { ${many(400, (n) => `a${n}: id`)} } }`]],
    ['the same field over and over', () => [`{ me { ${'id '.repeat(6_000)} } }`]],
    ['depth', () => [`{ ${nested(500, 'me')} }`]],
    ['depth of values', () => [`{ me(x: ${'['.repeat(9_000)}${']'.repeat(9_000)}) { id } }`]],
    ['breadth times depth', () => [`{ ${many(10, (n) => `s${n}: ${SESSIONS}`)} }`]],
    [
      'fragments that spread themselves',
      () => ['query { ...A } fragment A on Query { ...B } fragment B on Query { ...A }'],
    ],
    [
      'fragments that double',
      () => [
        `{ ...F0 } ${many(30, (n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`)} fragment F30 on Query { me { id } }`,
      ],
    ],
    ['directives', () => [`{ me { id ${'@include(if: true) '.repeat(2_000)} } }`]],
    ['unknown directives', () => [`{ me { id ${'@a '.repeat(2_000)} } }`]],
    [
      'introspection of introspection',
      () => [`{ __schema { types { ${nested(40, 'fields { type')}${' }'.repeat(40)} } } }`],
    ],
    ['introspection many times', () => [`{ ${many(20, (n) => `a${n}: __schema { types { fields { name } } }`)} }`]],
    ['operations', () => [many(300, (n) => `query Q${n} { me { id } }`)]],
    ['mutations', () => [`mutation { ${many(40, (n) => `m${n}: markAllNotificationsRead`)} }`]],
    ['definitions of variables', () => [`query(${many(900, (n) => `$v${n}: Int = ${n},`)}) { me { id } }`]],
    ['a number without end', () => [`{ therapySessions(limit: ${'9'.repeat(15_000)}) { items { id } } }`]],
    ['a text without end', () => [`{ therapySession(id: "${'x'.repeat(25_000)}") { id } }`]],
    ['comments', () => [`#${'x'.repeat(25_000)}\n{ me { id } }`]],
    [
      'variables',
      () => [
        'query($id: ID!) { therapySession(id: $id) { id } }',
        { id: Object.fromEntries(Array.from({ length: 40_000 }, (_, n) => [`k${n}`, n])) },
      ],
    ],
    [
      'a variable',
      () => ['query($limit: Int) { therapySessions(limit: $limit) { items { id } } }', { limit: 'x'.repeat(900_000) }],
    ],
    [
      'a list of variables',
      () => [
        'mutation($input: CreateUserInput!) { createUser(input: $input) { id } }',
        { input: { email: 'a@b.test', password: 'long enough one', roles: Array(90_000).fill('x') } },
      ],
    ],
  ])('%s', async (_what, bomb) => {
    const [{ body, status }, waited] = await bystanderOf(graphql(...bomb()));
    expect(status).toBeLessThan(500);
    expect(body.errors.length).toBeLessThanOrEqual(50);
    expect(body.data ?? null).toBeNull();
    expect(JSON.stringify(body).length).toBeLessThan(50_000);
    expect(waited).toBeLessThan(SHORT);
  });

  it('a batch', async () => {
    const { status, body } = await ask('POST', '/graphql', Array(2_000).fill({ query: '{ me { id } }' }));
    expect([status, body.errors?.[0].extensions.code]).toEqual([expect.any(Number), 'BATCH_NOT_SUPPORTED']);
  });
});

describe('a request that is too large is refused at once:', () => {
  const MEGABYTE = 1024 * 1024;
  const user = (more: string) => `{"email":"a@b.test","password":"long enough one"${more}}`;
  it.each<[string, number | number[], () => Promise<Reply>]>([
    ['its body', 413, () => ask('POST', '/api/v1/users', user(`,"x":"${'x'.repeat(MEGABYTE)}"`))],
    ['its address', [414, 431], () => ask('GET', `/api/v1/users/${'x'.repeat(17_000)}`)],
    ['its id', 404, () => ask('GET', `/api/v1/users/${'x'.repeat(12_000)}`)],
    ['its headers', 431, () => ask('GET', '/api/v1/users', undefined, { 'x-large': 'x'.repeat(17_000) })],
    [
      'the number of its headers',
      [200, 431],
      () =>
        ask(
          'GET',
          '/api/v1/users',
          undefined,
          Object.fromEntries(Array.from({ length: 3_000 }, (_, n) => [`x${n}`, ''])),
        ),
    ],
    [
      'its cookies',
      [401, 431],
      () => send(clinic.url, 'GET', '/api/v1/users', { headers: { cookie: many(1_500, (n) => `a${n}=1;`) } }),
    ],
    ['its credential', 401, () => ask('GET', '/api/v1/users', undefined, bearer('x'.repeat(14_000)))],
    [
      'the number of its parameters',
      422,
      () => ask('GET', `/api/v1/users?${many(1_500, (n) => `a${n}=1&`).replaceAll(' ', '')}`),
    ],
    ['its page', 422, () => ask('GET', '/api/v1/users?limit=1000000')],
    ['its page’s number', [200, 422], () => ask('GET', '/api/v1/users?page=99999999999999999999')],
    [
      'how deep it nests',
      [400, 422],
      () => ask('POST', '/api/v1/users', user(`,"x":${'['.repeat(200_000)}${']'.repeat(200_000)}`)),
    ],
    ['how many fields it has', 422, () => ask('POST', '/api/v1/users', user(many(50_000, (n) => `,"k${n}":1`)))],
    [
      'how many entries a list has',
      422,
      () => ask('POST', '/api/v1/users', user(`,"roles":[${'"patient",'.repeat(80_000)}"patient"]`)),
    ],
    ['its text', 422, () => ask('POST', '/api/v1/users', user(`,"profile":{"firstName":"${'x'.repeat(900_000)}"}`))],
    [
      'its password, which would be long to hash',
      422,
      () => ask('POST', '/api/v1/auth/login', { email: 'a@b.test', password: 'x'.repeat(900_000) }),
    ],
    [
      'its address of e-mail, which is looked at by patterns',
      422,
      () => ask('POST', '/api/v1/auth/password/forgot', { email: `${'a.'.repeat(400_000)}@${'a.'.repeat(40_000)}` }),
    ],
    [
      'the date, which is looked at by patterns',
      422,
      () => ask('POST', '/api/v1/users', user(`,"profile":{"birthDate":"${'1'.repeat(900_000)}"}`)),
    ],
    [
      'what it would be when unpacked',
      [400, 415],
      () => ask('POST', '/api/v1/users', gzipSync(Buffer.alloc((500 * MEGABYTE) / 10)), { 'content-encoding': 'gzip' }),
    ],
    [
      'its parts',
      415,
      () =>
        ask('POST', '/api/v1/users', '--x\r\n'.repeat(100_000), { 'content-type': 'multipart/form-data; boundary=x' }),
    ],
  ])('%s', async (_what, expected, attack) => {
    const [{ status, text }, waited] = await bystanderOf(attack());
    expect([expected].flat()).toContain(status);
    expect(text.length).toBeLessThan(status === 200 ? 50_000 : 10_000);
    expect(waited).toBeLessThan(SHORT);
  });
});

it('a body that is announced as too large is refused before it comes', async () => {
  const head = 'POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
  const answer = await dribble(clinic.url, [`${head}Connection: close\r\nContent-Length: 1099511627776\r\n\r\n{`]);
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
});

describe('who is slow', () => {
  const headers = (...more: string[]) =>
    ['POST /api/v1/auth/login HTTP/1.1', 'Host: x', 'Content-Type: application/json', ...more, ''].join('\r\n');
  function* trickle(first: string, rest: string): Generator<string> {
    yield first;
    for (;;) yield rest;
  }

  it('with headers or body is hung up on within the limits, however many there are, and nobody else waits', async () => {
    const server: Server = clinic.app.getHttpServer();
    const limits = [server.headersTimeout, server.requestTimeout];
    expect(limits).toEqual([10_000, 30_000]);
    // Node looks every five seconds at who has taken longer.
    [server.headersTimeout, server.requestTimeout] = [500, 1_000];
    try {
      const began = performance.now();
      const slow = [
        ...Array.from({ length: 100 }, () => dribble(clinic.url, trickle('GET / HTTP/1.1\r\n', 'x: y\r\n'), 200)),
        ...Array.from({ length: 100 }, () =>
          dribble(clinic.url, trickle(`${headers('Content-Length: 900000')}\r\n{`, ' '), 200),
        ),
        dribble(clinic.url, trickle(`${headers('Transfer-Encoding: chunked')}\r\n1\r\n{\r\n`, '1\r\n \r\n'), 200),
        dribble(clinic.url, trickle('G', ''), 200),
      ];
      for (let n = 0; n < 5; n++) {
        const asked = performance.now();
        expect((await ask('GET', '/api/v1/auth/me')).status).toBe(200);
        expect(performance.now() - asked).toBeLessThan(SHORT);
      }
      const answers = await Promise.all(slow);
      expect(performance.now() - began).toBeLessThan(12_000);
      for (const answer of answers) expect(answer.split('\r\n')[0]).toMatch(/^(HTTP\/1\.1 408 .*)?$/);
    } finally {
      [server.headersTimeout, server.requestTimeout] = limits as [number, number];
    }
  });
});
