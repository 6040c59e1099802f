import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseForAll } from '#test/support/database.js';
import { until } from '#test/support/until.js';
import { newId } from '../context/ids.js';
import { Admission } from '../database/admission.js';
import { LiveConnections } from './live-connections.js';
import { RealtimeApplication } from './testing/realtime-application.js';
import { next } from './testing/socket-clients.js';

const database = databaseForAll();
let app: RealtimeApplication;

beforeAll(async () => {
  app = await RealtimeApplication.start(database.ownerUrl, { origins: ['https://app.example'] });
});
afterAll(() => app.stop());

const codeFor = async (auth: object) => (await app.clients.refusal(auth)).data?.code;
/** Whatever happens to a user is told by an event about them. */
const tell = (userId: string) => app.happen({ type: 'user', id: userId });
const rooms = (room: string) => app.nest.get(LiveConnections).in(room);

describe('a connection', () => {
  it.each([
    ['without a token', {}],
    ['with an unknown one', { token: 'nobody gave me this' }],
    ['with something else', { token: { $ne: null } }],
    ['with a list', { token: ['a'] }],
    ['with an endless one', { token: 'x'.repeat(9_000) }],
  ])('%s is refused', async (_name, auth) => {
    expect(await codeFor(auth)).toBe('UNAUTHENTICATED');
  });

  it('with a token that has expired is refused', async () => {
    expect(await codeFor(app.holder({ validFor: -1 }))).toBe('UNAUTHENTICATED');
  });

  it('with a good token of a sign-in that has ended is refused', async () => {
    const holder = app.holder();
    await app.write((tx) => Admission.voidSignIn(tx, holder.signInId as string));
    expect(await codeFor(holder)).toBe('UNAUTHENTICATED');
  });

  it('of an account whose plan has ended is refused as such', async () => {
    const accountId = newId();
    await app.standing('plan_inactive', accountId);
    expect(await codeFor(app.holder({ accountId }))).toBe('PLAN_INACTIVE');
    expect(await codeFor(app.holder({ accountId: newId() }))).toBe('ACCOUNT_REQUIRED');
  });

  it.each([['websocket'], ['polling']])('over %s joins the rooms of its user and account', async (transport) => {
    const holder = app.holder();
    const socket = await app.clients.connect(holder, { transports: [transport] });
    expect(rooms(`user:${holder.userId}`).map(({ id }) => id)).toEqual([socket.id]);
    expect(rooms(`account:${app.accountId}`).map(({ id }) => id)).toContain(socket.id);
    socket.disconnect();
    await until('it is gone', () => rooms(`user:${holder.userId}`).length === 0);
  });

  it('from a page of another origin is refused before it is looked at', async () => {
    const from = (origin: string) => ({ transports: ['websocket'], extraHeaders: { origin } });
    const foreign = await app.clients.refusal(app.holder(), from('https://evil.example'));
    expect(foreign.message).toBe('websocket error');
    for (const origin of [app.url, 'https://app.example']) {
      expect((await app.clients.connect(app.holder(), from(origin))).connected).toBe(true);
    }
  });

  it('goes nowhere but to the default namespace', async () => {
    const { token } = app.holder();
    const socket = app.clients.socket({ token }).io.socket('/admin', { auth: { token } });
    const refused = next<Error>(socket, 'connect_error');
    socket.connect();
    expect((await refused).message).toBe('Invalid namespace');
  });
});

describe('ends', () => {
  it('with its token', async () => {
    const socket = await app.clients.connect(app.holder({ validFor: 300 }));
    const farewell = next(socket, 'closing');
    expect(await next(socket, 'disconnect')).toBe('io server disconnect');
    expect(await farewell).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('with its sign-in, while another sign-in of the same user goes on', async () => {
    const ended = app.holder();
    const other = app.holder({ userId: ended.userId });
    const [socket, second, stays] = await Promise.all([ended, ended, other].map((each) => app.clients.connect(each)));
    const disconnected = [socket, second].map((each) => next(each as never, 'disconnect'));
    await app.write((tx) => Admission.voidSignIn(tx, ended.signInId as string));
    await tell(ended.userId);
    await Promise.all(disconnected);
    expect(stays?.connected).toBe(true);
  });

  it('for all sockets of a user who is deactivated', async () => {
    const [holder, colleague] = [app.holder(), app.holder()];
    const again = app.holder({ userId: holder.userId });
    const sockets = await Promise.all([holder, again].map((each) => app.clients.connect(each)));
    const stays = await app.clients.connect(colleague);
    const disconnected = sockets.map((socket) => next(socket, 'disconnect'));
    await app.write((tx) => Admission.voidIssuedTo(tx, holder.userId));
    await tell(holder.userId);
    await Promise.all(disconnected);
    expect(stays.connected).toBe(true);
  });

  it('when the plan of its account ends', async () => {
    const accountId = newId();
    await app.standing('active', accountId);
    const socket = await app.clients.connect(app.holder({ accountId }));
    const disconnected = next(socket, 'disconnect');
    await app.standing('plan_inactive', accountId);
    await app.happen({ type: 'account', id: accountId });
    await disconnected;
  });

  it('when its sign-in ended between the question to the database and its being there', async () => {
    const [asked, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const there = app.holder();
    const coming = app.holder({ userId: there.userId, delay: { asked: asked.resolve, over: over.promise } });
    const ended = next(await app.clients.connect(there), 'disconnect');
    const late = app.clients.socket({ token: coming.token }).connect();
    await asked.promise;
    await app.write((tx) => Admission.voidIssuedTo(tx, there.userId));
    await tell(there.userId);
    await ended;
    const gone = next(late, 'disconnect');
    over.resolve();
    expect(await gone).toBe('io server disconnect');
  });

  it('not because something harmless happened to its user', async () => {
    const holder = app.holder();
    const socket = await app.clients.connect(holder);
    await tell(holder.userId);
    const witness = app.holder();
    const gone = next(await app.clients.connect(witness), 'disconnect');
    await app.write((tx) => Admission.voidIssuedTo(tx, witness.userId));
    await tell(witness.userId);
    await gone;
    expect(await socket.emitWithAck('unwatch', app.thing())).toEqual({ ok: true });
  });
});
