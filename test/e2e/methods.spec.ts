import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Practice, practice } from '#test/support/practice.js';

const FILE = join(import.meta.dirname, '../../docs/generated/openapi.json');
const { paths } = JSON.parse(await readFile(FILE, 'utf8')) as { paths: Record<string, Record<string, object>> };
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Address → all that the document says it takes. Some addresses are also an instance of another one. */
const documented = Object.keys(paths).map((path): [path: string, methods: string[]] => {
  const address = path.replace(/\{\w+\}/g, '01900000-0000-7000-8000-0000000000ff');
  const fitting = Object.entries(paths).filter(([each]) =>
    new RegExp(`^${each.replace(/\{\w+\}/g, '[^/]+')}$`).test(address),
  );
  const methods = fitting.flatMap(([, operations]) => Object.keys(operations).map((method) => method.toUpperCase()));
  return [address, [...new Set(methods)]];
});

let house: Practice;

beforeAll(async () => {
  house = await practice();
});
afterAll(() => house?.[Symbol.asyncDispose]());

async function send(method: string, path: string, headers: Record<string, string> = {}) {
  const response = await fetch(new URL(path, house.url), { method, headers });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return { status: response.status, body: isJson && text ? JSON.parse(text) : text, headers: response.headers };
}
const outcome = ({ status, body, headers }: Awaited<ReturnType<typeof send>>) => [
  status,
  body.error?.code,
  headers.get('allow'),
];

describe('a method that an address does not take', () => {
  it('is refused with those that it takes, as the document says it, to everybody', async () => {
    expect(documented.length).toBeGreaterThan(60);
    for (const [path, methods] of documented) {
      const allowed = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].sort().join(', ');
      for (const method of METHODS.filter((each) => !methods.includes(each))) {
        const answer = await send(method, path);
        expect([method, path, ...outcome(answer)]).toEqual([method, path, 405, 'METHOD_NOT_ALLOWED', allowed]);
        expect(answer.body).toMatchObject({ success: false, requestId: answer.headers.get('x-request-id') });
      }
    }
  });

  it('is refused however the address is written', async () => {
    for (const path of ['/api/v1/%75sers?page=1', '/api/v1/users'])
      expect(outcome(await send('PUT', path))).toEqual([405, 'METHOD_NOT_ALLOWED', 'GET, HEAD, POST']);
  });

  it('is refused without a body where it is HEAD', async () => {
    const { status, body, headers } = await send('HEAD', '/api/v1/auth/login');
    expect([status, body, headers.get('allow')]).toEqual([405, '', 'POST']);
  });
});

describe('what the document does not tell of', () => {
  it.each(['/api/v1/nothing', '/api/v1/users/', '/api/v1', '/nowhere', '/health/live', '/metrics', '/graphiql'])(
    'is not told of either (DELETE %s)',
    async (path) => {
      expect(outcome(await send('DELETE', path))).toEqual([404, 'ROUTE_NOT_FOUND', null]);
    },
  );
});

describe('HEAD and OPTIONS', () => {
  it('are what they were', async () => {
    const { token } = await house.as('admin');
    const head = await send('HEAD', '/api/v1/users', { authorization: `Bearer ${token}` });
    expect([head.status, head.body]).toEqual([200, '']);
    expect(outcome(await send('OPTIONS', '/api/v1/users'))).toEqual([404, 'ROUTE_NOT_FOUND', null]);
  });
});
