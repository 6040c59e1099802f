import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type Practice, practice } from '#test/support/practice.js';

let house: Practice;
let admin: Client;
let accountId: string;

beforeAll(async () => {
  house = await practice();
  admin = await house.as('admin');
  ({ accountId } = JSON.parse(
    Buffer.from(admin.token.split('.')[1] as string, 'base64url')
      .toString()
      .replace('"acc"', '"accountId"'),
  ));
});
afterAll(() => house?.[Symbol.asyncDispose]());

const stand = (standing: string) =>
  house.owner.query('update platform.admission set standing = $2 where account_id = $1', [accountId, standing]);

/** None of them opens a transaction. */
const WITHOUT_DATA = ['wiring', 'event-types', 'task-types', 'contracts'].map((name) => `/api/v1/system/${name}`);

describe('an account whose plan has ended', () => {
  it.each(WITHOUT_DATA)('is not answered by %s, which looks nothing up', async (path) => {
    expect((await admin.get(path)).status).toBe(200);
    await stand('plan_inactive');
    const { status, body } = await admin.get(path);
    await stand('suspended');
    const suspended = await admin.get(path);
    await stand('active');
    expect([status, body.error?.code]).toEqual([402, 'PLAN_INACTIVE']);
    expect(body).not.toHaveProperty('results');
    expect([suspended.status, suspended.body.error?.code]).toEqual([403, 'ACCOUNT_REQUIRED']);
  });

  it('can still be signed in to and out of public pages', async () => {
    await stand('suspended');
    const { status } = await admin.get('/health/live');
    await stand('active');
    expect(status).toBe(200);
  });
});

describe('security headers', () => {
  it('stand on every answer, refusals and unknown addresses included', async () => {
    for (const path of ['/api/v1/account', '/nowhere', '/health/live']) {
      const { headers } = await house.anonymous().get(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('strict-transport-security')).toBeNull();
    }
  });
});

/** What comes back on a connection to which `text` is written. */
function spoken(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(house.url);
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let answer = '';
    socket.setEncoding('utf8').on('data', (part: string) => {
      answer += part;
    });
    socket.on('close', () => resolve(answer)).on('error', reject);
  });
}

describe('what is no request', () => {
  it.each([
    ['no HTTP at all', 'HELLO\r\n\r\n', 400, 'BAD_REQUEST'],
    ['too many headers', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431, 'HEADERS_TOO_LARGE'],
  ])('is answered with the unified error (%s)', async (_what, text, status, code) => {
    const answer = await spoken(text);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain('x-content-type-options: nosniff');
    expect(JSON.parse(answer.slice(answer.indexOf('{'))).error.code).toBe(code);
  });

  it('has bounds on its time and size', () => {
    const server = house.app.getHttpServer();
    expect([server.headersTimeout, server.requestTimeout, server.maxConnections]).toEqual([10_000, 30_000, 10_000]);
  });
});
