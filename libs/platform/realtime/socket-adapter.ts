import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import { AbstractWsAdapter, type MessageMappingProperties } from '@nestjs/websockets';
import { lastValueFrom } from 'rxjs';
import { Server } from 'socket.io';
import type { RequestContext } from '../context/request-context.js';
import type { AccountContext } from '../http/account-context.js';
import { found } from '../http/stations.js';
import { Throttle } from '../throttling/throttle.js';
import { TrustedProxies } from '../throttling/trusted-proxies.js';
import { LiveConnections } from './live-connections.js';
import type { LiveSocket } from './live-socket.js';
import { MESSAGE_LIMITS, type MessageLimits } from './message-budget.js';
import { MessageIntake } from './message-intake.js';
import { originCheck } from './origin-check.js';
import { SocketHandshake } from './socket-handshake.js';

export interface RealtimeOptions {
  /** Origins of pages that may connect besides the server's own, for example `https://app.example.org`. */
  readonly origins?: readonly string[];
  readonly messages?: MessageLimits;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  readonly trustProxy?: readonly string[];
  /** Says how many messages the plan of an account allows. Default: as many as without a plan. */
  readonly accountContext?: AccountContext;
}

/** Bytes of one message at most. */
const LARGEST_MESSAGE = 64 * 1024;
/** Milliseconds that a connection may exist without having presented a token. */
const HANDSHAKE_WITHIN = 10_000;
/** Milliseconds that connections get to close in order before they are cut. */
const CLOSE_WITHIN = 2_000;

/** Serves socket.io on the application's own port. Call it before the application is initialised. */
export function installRealtime(app: INestApplication, options: RealtimeOptions = {}): void {
  app.useWebSocketAdapter(new SocketAdapter(app, options));
}

/**
 * Nest's door to socket.io, with bounds on what comes in and one place where messages are answered. Not built on Nest's own
 * IoAdapter: nothing of it would remain, and it brings a second copy of socket.io along.
 */
class SocketAdapter extends AbstractWsAdapter {
  readonly #intakes = new WeakMap<LiveSocket, MessageIntake>();
  readonly #upgraded = new Set<Duplex>();
  #server: Server | undefined;

  constructor(
    private readonly app: INestApplication,
    private readonly options: RealtimeOptions,
  ) {
    super(app);
  }

  /** There is one server, in the default namespace, which all gateways share. */
  override create(): Server {
    this.#server ??= this.#open(this.httpServer as HttpServer);
    return this.#server;
  }

  override bindMessageHandlers(socket: LiveSocket, handlers: MessageMappingProperties[]): void {
    const intake = this.#intakeOf(socket);
    for (const { message, callback } of handlers) {
      intake.handle(message, async (payload) => {
        const answer = await callback(payload);
        return typeof answer?.subscribe === 'function' ? lastValueFrom(answer) : answer;
      });
    }
  }

  /** The HTTP server is not closed here: requests under way still finish. */
  override async close(): Promise<void> {
    const connections = this.app.get(LiveConnections);
    const closed = [...this.#upgraded].map((raw) => new Promise<void>((resolve) => raw.once('close', () => resolve())));
    connections.farewell();
    await Promise.race([Promise.all(closed), pause(CLOSE_WITHIN, undefined, { ref: false })]);
    for (const raw of this.#upgraded) raw.destroy();
    this.#server?.engine.close();
    await this.#server?.sockets.adapter.close();
    await connections.closed();
  }

  #open(http: HttpServer): Server {
    const origins = this.options.origins ?? [];
    const connections = this.app.get(LiveConnections);
    const mayConnect = originCheck(origins);
    const server = new Server(http, {
      serveClient: false,
      maxHttpBufferSize: LARGEST_MESSAGE,
      connectTimeout: HANDSHAKE_WITHIN,
      cors: origins.length > 0 ? { origin: [...origins], credentials: true } : undefined,
      allowRequest: (request, decide) => {
        if (connections.stopping) decide('This process is stopping.', false);
        else mayConnect(request, decide);
      },
    });
    const proxies = new TrustedProxies(this.options.trustProxy);
    server.use((socket: LiveSocket, next) => {
      const { address, headers } = socket.handshake;
      Object.assign(socket.data, { address: proxies.clientOf(address, headers['x-forwarded-for']) });
      next();
    });
    server.use(this.app.get(SocketHandshake).admit);
    connections.attach(server);
    http.on('upgrade', (_request: IncomingMessage, raw: Duplex) => {
      this.#upgraded.add(raw);
      raw.once('close', () => this.#upgraded.delete(raw));
    });
    return server;
  }

  #intakeOf(socket: LiveSocket): MessageIntake {
    let intake = this.#intakes.get(socket);
    if (!intake) {
      const connections = this.app.get(LiveConnections);
      intake = new MessageIntake(
        socket,
        this.options.messages ?? MESSAGE_LIMITS,
        () => connections.end(socket),
        this.#countingOf(socket),
      );
      this.#intakes.set(socket, intake);
    }
    return intake;
  }

  /** Looked up for each message: a connection outlives plans. */
  #countingOf({ data: { address } }: LiveSocket): (context: RequestContext) => Promise<void> | undefined {
    const throttle = found(this.app, Throttle);
    const { accountContext } = this.options;
    return (context) => {
      const limits = context.accountId ? accountContext?.limitsOf(context.accountId) : undefined;
      return limits instanceof Promise
        ? limits.then((known) => throttle?.countMessage('read', context, address, known))
        : throttle?.countMessage('read', context, address, limits);
    };
  }
}
