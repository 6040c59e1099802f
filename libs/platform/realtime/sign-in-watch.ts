import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { TenantDatabase } from '../database/tenant-database.js';
import { PermissionDeniedError, PlanInactiveError, UnauthenticatedError } from '../errors/application-error.js';
import type { EventEnvelope } from '../events/event-envelope.js';
import { EventTail } from '../messaging/event-tail.js';
import { LiveConnections } from './live-connections.js';
import { accountRoom, type LiveSocket, userRoom } from './live-socket.js';

/** Milliseconds between a handshake's question to the database and its socket being there, at the very most. */
const LONGEST_HANDSHAKE = 60_000;
/** Milliseconds until the database is asked again when it could not answer. */
const ASK_AGAIN = 2_000;

/**
 * Ends the sockets of sign-ins that have ended. A request asks the database each time, a connection would never ask again:
 * so whenever something has happened to a user or an account, it is asked anew for all sockets of theirs. What happened is
 * not looked at; signing out, deactivating, another role or a plan that ran out are all told by the same answer.
 */
@Injectable()
export class SignInWatch implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('Sockets');
  /** Room → when something last happened to its user or account. */
  readonly #happened = new Map<string, number>();
  #ignore: (() => void) | undefined;

  constructor(
    private readonly tail: EventTail,
    private readonly database: TenantDatabase,
    private readonly connections: LiveConnections,
  ) {}

  onApplicationBootstrap(): void {
    this.#ignore = this.tail.listen((event) => this.#look(event));
    this.connections.onWelcome((socket) => this.#lookBack(socket));
  }

  onModuleDestroy(): void {
    this.#ignore?.();
  }

  /** A credential's own event has its user as the action object. */
  #look({ metadata: { target, actionObject } }: EventEnvelope): void {
    const room = roomOf(target) ?? roomOf(actionObject);
    if (!room) return;
    this.#remember(room);
    for (const socket of this.connections.in(room)) void this.#ask(socket);
  }

  /** An event that came after the handshake had asked and before the socket was in its rooms. */
  #lookBack(socket: LiveSocket): void {
    const { userId, accountId } = socket.data.actor;
    const missed = [userRoom(userId), accountRoom(accountId)].some(
      (room) => (this.#happened.get(room) ?? Number.NEGATIVE_INFINITY) >= socket.data.admittedAt,
    );
    if (missed) void this.#ask(socket);
  }

  async #ask(socket: LiveSocket): Promise<void> {
    const { actor } = socket.data;
    try {
      await this.database.forAccount(actor.accountId, { actor }).verifyStanding();
    } catch (thrown) {
      if (isRefusal(thrown)) return this.connections.end(socket);
      this.#logger.warn({ event: 'socket.sign-in-not-checked', userId: actor.userId, err: thrown });
      if (socket.connected) setTimeout(() => void this.#ask(socket), ASK_AGAIN).unref();
    }
  }

  #remember(room: string): void {
    const now = performance.now();
    this.#happened.delete(room);
    this.#happened.set(room, now);
    for (const [other, at] of this.#happened) {
      if (at > now - LONGEST_HANDSHAKE) break;
      this.#happened.delete(other);
    }
  }
}

const roomOf = (target: EventEnvelope['metadata']['target']): string | undefined => {
  if (target?.type === 'user') return userRoom(target.id);
  if (target?.type === 'account') return accountRoom(target.id);
  return undefined;
};

const isRefusal = (thrown: unknown): boolean =>
  thrown instanceof UnauthenticatedError ||
  thrown instanceof PlanInactiveError ||
  thrown instanceof PermissionDeniedError;
