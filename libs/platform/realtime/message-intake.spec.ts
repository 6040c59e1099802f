import { type EventEmitter, once } from 'node:events';
import type { Socket as NetSocket } from 'node:net';
import { ConnectedSocket, MessageBody } from '@nestjs/websockets';
import type { Socket } from 'socket.io-client';
import { Type } from 'typebox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseForAll } from '#test/support/database.js';
import type { Actor } from '../context/actor.js';
import { currentContext, type RequestContext } from '../context/request-context.js';
import { Admission } from '../database/admission.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { NotFoundError } from '../errors/application-error.js';
import { CurrentActor } from '../http/current-actor.js';
import { Permitted, SignedIn } from '../http/demands.js';
import { Int, Text } from '../http/fields.js';
import { permissionNamespace } from '../permissions/permission.js';
import type { LiveSocket } from './live-socket.js';
import { SocketGateway } from './socket-gateway.js';
import { Receives } from './socket-messages.js';
import { RealtimeApplication } from './testing/realtime-application.js';
import { next } from './testing/socket-clients.js';

const permissions = permissionNamespace('lab', 'Laboratory', {
  'thing.blow-up': { label: 'Blow up', roles: ['admin'] },
});
const message = (name: string) => Receives(name, { label: name, payload: Type.Unknown() });

class SampleDto {
  @Text({ max: 5 })
  name!: string;

  @Int({ optional: true, min: 1 })
  count?: number;
}

class ThingNotFoundError extends NotFoundError {
  constructor() {
    super('THING_NOT_FOUND', 'There is no such thing.');
  }
}

const seen: { contexts: RequestContext[]; order: number[] } = { contexts: [], order: [] };

@SocketGateway()
class LabGateway {
  constructor(private readonly database: TenantDatabase) {}

  @message('measure')
  @SignedIn()
  measure(@CurrentActor() actor: Actor, @ConnectedSocket() socket: LiveSocket, @MessageBody() body: SampleDto) {
    seen.contexts.push(currentContext() as RequestContext);
    return { by: actor.userId, on: socket.id, body };
  }

  @message('take-turns')
  @SignedIn()
  async takeTurns(@MessageBody() n: number) {
    for (let turn = 0; turn < 20 - n; turn++) await Promise.resolve();
    seen.order.push(n);
    return {};
  }

  @message('miss')
  @SignedIn()
  miss(): object {
    throw new ThingNotFoundError();
  }

  @message('break')
  @SignedIn()
  async break(): Promise<object> {
    throw new Error('a secret of the house');
  }

  @message('look-up')
  @SignedIn()
  async lookUp() {
    return this.database.readTogether(async () => ({}));
  }

  @message('say-nothing')
  @SignedIn()
  sayNothing(): void {}

  @message('blow-up')
  @Permitted(permissions['thing.blow-up'])
  blowUp() {
    return {};
  }

  @message('forgotten')
  forgotten() {
    return {};
  }
}

const database = databaseForAll();
let app: RealtimeApplication;
let socket: Socket;

beforeAll(async () => {
  app = await RealtimeApplication.start(database.ownerUrl, {
    gateways: [LabGateway],
    messages: { burst: 20, perSecond: 0.001 },
  });
});
afterAll(() => app.stop());
beforeEach(async () => {
  socket = await app.clients.connect(app.holder());
});

const refused = (code: string) => ({ ok: false, error: { code, message: expect.any(String) } });

describe('a message', () => {
  it('is answered with what its handler returns', async () => {
    const holder = app.holder();
    const own = await app.clients.connect(holder);
    expect(await own.emitWithAck('measure', { name: 'a', count: 2 })).toEqual({
      ok: true,
      by: holder.userId,
      on: own.id,
      body: { name: 'a', count: 2 },
    });
  });

  it('has a context of its own', async () => {
    const holder = app.holder();
    const own = await app.clients.connect(holder);
    await own.emitWithAck('measure', { name: 'a' });
    await own.emitWithAck('measure', { name: 'b' });
    const [first, second] = seen.contexts.slice(-2);
    expect(first).toMatchObject({ accountId: app.accountId, actor: { userId: holder.userId } });
    expect(first?.requestId).toMatch(/^req_/);
    expect(first?.correlationId).toBe(first?.requestId);
    expect(second?.requestId).not.toBe(first?.requestId);
  });

  it('is handled after the one before it', async () => {
    seen.order.length = 0;
    await Promise.all(Array.from({ length: 10 }, (_, n) => socket.emitWithAck('take-turns', n)));
    expect(seen.order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('may be sent without asking for an answer', async () => {
    socket.emit('break');
    socket.emit('no such thing');
    socket.emit('measure');
    expect(await socket.emitWithAck('measure', { name: 'a' })).toMatchObject({ ok: true });
  });

  it.each([
    ['nothing', [], 'name must be a text'],
    ['null', [null], 'must be'],
    ['a number', [7], 'must be'],
    ['a text', ['name'], 'must be'],
    ['a list', [[{ name: 'a' }]], 'must be'],
    ['a wrong field', [{ name: 7 }], 'name must be a text'],
    ['too long a text', [{ name: 'abcdefg' }], 'name must have at most 5 characters'],
    ['an unknown field', [{ name: 'a', admin: true }], 'admin is not a field of this request'],
    ['bytes', [Buffer.from('name')], 'must be'],
    ['two values', [{ name: 'a' }, { name: 'b' }], 'one value'],
    ['a prototype', [JSON.parse('{"name":"a","__proto__":{"admin":true}}')], ''],
  ])('of %s is refused with what is wrong', async (_name, payload, problem) => {
    const answer = await socket.emitWithAck('measure', ...payload);
    if (problem === '') return expect([true, false]).toContain(answer.ok);
    expect(answer).toEqual(refused('VALIDATION_FAILED'));
    expect(answer.error.message).toContain(problem);
  });

  it('that is an abyss is refused as well', async () => {
    const engine = engineOf(socket);
    const [depth, answered] = [30_000, once(engine, 'data')];
    engine.transport.ws.send(`427["measure",${'['.repeat(depth)}${']'.repeat(depth)}]`);
    const [answer] = await answered;
    expect(JSON.parse(answer.replace(/^37/, ''))).toEqual([refused('VALIDATION_FAILED')]);
  });

  it.each([
    ['miss', 'THING_NOT_FOUND'],
    ['no such message', 'MESSAGE_NOT_FOUND'],
    ['blow-up', 'PERMISSION_DENIED'],
    ['forgotten', 'INTERNAL_ERROR'],
    ['say-nothing', 'INTERNAL_ERROR'],
  ])('"%s" is refused as %s', async (name, code) => {
    expect(await socket.emitWithAck(name)).toEqual(refused(code));
  });

  it('that breaks its handler is refused without a word of why, which the log has', async () => {
    const answer = await socket.emitWithAck('break');
    expect(answer).toEqual(refused('INTERNAL_ERROR'));
    expect(answer.error.message).not.toContain('secret');
    expect(app.log.some((line) => line.includes('a secret of the house'))).toBe(true);
    expect(await socket.emitWithAck('measure', { name: 'a' })).toMatchObject({ ok: true });
  });

  it('of somebody with the permission is taken', async () => {
    const admin = await app.clients.connect(app.holder({ roles: ['admin'] }));
    expect(await admin.emitWithAck('blow-up')).toEqual({ ok: true });
  });

  it('that is larger than 64 KiB closes its own connection only', async () => {
    const other = await app.clients.connect(app.holder());
    const gone = next(socket, 'disconnect');
    socket.emit('measure', { name: 'x'.repeat(64 * 1024) });
    await gone;
    expect(await other.emitWithAck('measure', { name: 'a' })).toMatchObject({ ok: true });
  });

  it('of a sign-in that the database has ended is refused, and the connection ended', async () => {
    const holder = app.holder();
    const own = await app.clients.connect(holder);
    const gone = next(own, 'disconnect');
    await app.write((tx) => Admission.voidSignIn(tx, holder.signInId as string));
    expect(await own.emitWithAck('look-up')).toEqual(refused('UNAUTHENTICATED'));
    expect(await gone).toBe('io server disconnect');
  });
});

describe('too many messages', () => {
  it('are refused beyond the burst, each with an answer', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => socket.emitWithAck('measure', { name: 'a' })));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(20);
    expect(answers.filter(({ ok }) => !ok)).toEqual(Array(10).fill(refused('RATE_LIMITED')));
  });
});

describe('what is no message at all', () => {
  it.each([
    ['no packet', 'hello'],
    ['a packet of no kind', '4z'],
    ['broken JSON', '42["measure"'],
    ['an acknowledgement of nothing', '43999[]'],
    ['an acknowledgement that is no list', '431{}'],
    ['a reserved name', '42["disconnect"]'],
    ['a name that is no text', '42[{"a":1}]'],
    ['nothing', '42[]'],
    ['bytes that never come', '451-["measure",{"_placeholder":true,"num":0}]'],
    ['more bytes than can be', '45999999-["measure"]'],
  ])('%s stops nothing', async (_name, frame) => {
    engineOf(socket).transport.ws.send(frame);
    const other = await app.clients.connect(app.holder());
    expect(await other.emitWithAck('measure', { name: 'a' })).toMatchObject({ ok: true });
  });
});

describe('when the process stops', () => {
  it('every client is told, is cut in such a way that it connects again, and none holds up the stop', async () => {
    const own = await RealtimeApplication.start(database.ownerUrl);
    const [polite, polling] = await Promise.all([
      own.clients.connect(own.holder()),
      own.clients.connect(own.holder(), { transports: ['polling'] }),
    ]);
    await hang(own);
    const told = Promise.all([polite, polling].map((each) => next(each, 'closing')));
    const gone = Promise.all([polite, polling].map((each) => next(each, 'disconnect')));
    const started = performance.now();
    await own.shutDown();
    expect(performance.now() - started).toBeLessThan(6_000);
    expect(await told).toEqual(Array(2).fill({ code: 'SERVICE_STOPPING', message: expect.any(String) }));
    // After "io server disconnect" a client would stay away.
    for (const reason of await gone) expect(['transport close', 'transport error']).toContain(reason);
    await own.stop();
  });
});

/** A client that stops reading and never closes. */
async function hang(own: RealtimeApplication): Promise<void> {
  engineOf(await own.clients.connect(own.holder())).transport.ws._socket.pause();
}

interface Engine extends EventEmitter {
  readonly transport: { readonly ws: { send(frame: string): void; readonly _socket: NetSocket } };
}

/** What is under a client, to send what it would not. */
const engineOf = (client: Socket): Engine => client.io.engine as unknown as Engine;
