import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD, sites } from '#apps/standalone/demo-practice.js';
import { client, type Practice, practice } from '#test/support/practice.js';

let clinic: Practice;
const sockets: Socket[] = [];
const PASSWORD = 'nobody guesses this one';

beforeAll(async () => {
  clinic = await practice({ env: { THROTTLE: 'off' } });
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

interface Outcome {
  readonly socket: Socket;
  /** `connected`, or why not. */
  readonly outcome: string;
}

async function connect(auth: object, extraHeaders: Record<string, string> = {}): Promise<Outcome> {
  const socket = io(clinic.url, { auth, extraHeaders, transports: ['websocket'], forceNew: true, reconnection: false });
  sockets.push(socket);
  const outcome = await new Promise<string>((resolve) => {
    socket.once('connect', () => resolve('connected'));
    socket.once('connect_error', (error: Error & { data?: { code: string } }) =>
      resolve(error.data?.code ?? error.message),
    );
  });
  return { socket, outcome };
}

const ended = (socket: Socket) => clinic.until('the socket has ended', () => !socket.connected);

async function cookieOf(email: string, password = PASSWORD): Promise<string> {
  const response = await fetch(`${clinic.url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password, session: 'cookie' }),
  });
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

async function newUser(roles: string[]) {
  const admin = await clinic.as('admin');
  const email = `${crypto.randomUUID()}@demo.test`;
  const { body, status } = await admin.post('/api/v1/users', { email, password: PASSWORD, roles });
  expect([status, body.error]).toEqual([201, undefined]);
  return { id: body.data.id as string, email };
}

async function keyFor(userId: string, wanted: object = {}) {
  const admin = await clinic.as('admin');
  const scopes = ['scheduling.session.view', 'identity.user.view', 'accounts.site.use'];
  const { body } = await admin.post('/api/v1/auth/api-keys', { name: 'Sockets', scopes, userId, ...wanted });
  return body.data as { id: string; key: string };
}

describe('a socket', () => {
  it('opened by an API key ends when the key is revoked', async () => {
    const { id } = await newUser(['patient']);
    const { key, id: keyId } = await keyFor(id);
    const { socket, outcome } = await connect({ token: key });
    expect(outcome).toBe('connected');
    await (await clinic.as('admin')).delete(`/api/v1/auth/api-keys/${keyId}`);
    await ended(socket);
    expect((await connect({ token: key })).outcome).toBe('UNAUTHENTICATED');
  });

  it('opened by a cookie ends with the session', async () => {
    const { email } = await newUser(['patient']);
    const cookie = await cookieOf(email);
    const { socket, outcome } = await connect({}, { cookie });
    expect(outcome).toBe('connected');
    const { accessToken } = (await client(clinic.url).post('/api/v1/auth/login', { email, password: PASSWORD })).body
      .data;
    await client(clinic.url, accessToken).delete('/api/v1/auth/sessions');
    await ended(socket);
    expect((await connect({}, { cookie })).outcome).toBe('UNAUTHENTICATED');
  });

  it('is not opened by the cookie for a page of another origin', async () => {
    const cookie = await cookieOf('patient@demo.test', DEMO_PASSWORD);
    expect((await connect({}, { cookie, origin: 'https://evil.test' })).outcome).toBe('websocket error');
    expect((await connect({}, { cookie, origin: clinic.url })).outcome).toBe('connected');
  });

  it('with a bad token is not let in by a good cookie', async () => {
    const cookie = await cookieOf('patient@demo.test', DEMO_PASSWORD);
    expect((await connect({ token: 'none' }, { cookie })).outcome).toBe('UNAUTHENTICATED');
  });

  it('of a user who was deactivated ends, by whatever it was opened', async () => {
    const { id, email } = await newUser(['patient']);
    const { key } = await keyFor(id);
    const cookie = await cookieOf(email);
    const { accessToken } = (await client(clinic.url).post('/api/v1/auth/login', { email, password: PASSWORD })).body
      .data;
    const opened = await Promise.all([
      connect({ token: key }),
      connect({}, { cookie }),
      connect({ token: accessToken }),
    ]);
    expect(opened.map(({ outcome }) => outcome)).toEqual(['connected', 'connected', 'connected']);
    await (await clinic.as('admin')).delete(`/api/v1/users/${id}`);
    await Promise.all(opened.map(({ socket }) => ended(socket)));
  });

  it('of who has lost a role with a group ends', async () => {
    const admin = await clinic.as('admin');
    const { id, email } = await newUser(['patient']);
    const group = (await admin.post('/api/v1/groups', { name: 'Helpers', roles: ['viewer'] })).body.data.id;
    const put = { method: 'PUT', headers: { authorization: `Bearer ${admin.token}` } };
    expect((await fetch(`${clinic.url}/api/v1/groups/${group}/members/${id}`, put)).status).toBe(200);
    const { accessToken } = (await client(clinic.url).post('/api/v1/auth/login', { email, password: PASSWORD })).body
      .data;
    const { socket } = await connect({ token: accessToken });
    await admin.delete(`/api/v1/groups/${group}/members/${id}`);
    await ended(socket);
  });
});

describe('an API key bound to a site', () => {
  it('works there and nowhere else', async () => {
    const { key } = await keyFor(clinic.id('therapist'), { siteId: sites[0].id });
    const list = (headers: Record<string, string>) =>
      client(clinic.url).get('/api/v1/therapy-sessions', { 'x-api-key': key, ...headers });
    expect((await list({})).status).toBe(200);
    expect((await list({ 'x-site-id': sites[0].id })).status).toBe(200);
    expect((await list({ 'x-site-id': sites[1].id })).body.error.code).toBe('SITE_NOT_FOUND');
  });
});
