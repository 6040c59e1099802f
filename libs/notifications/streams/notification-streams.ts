import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { ApplicationError, ServiceUnavailableError } from '#platform/errors/application-error.js';
import type { EventEnvelope } from '#platform/events/event-envelope.js';
import { EventTail } from '#platform/messaging/event-tail.js';
import { LiveConnections } from '#platform/realtime/live-connections.js';
import type { LiveSocket } from '#platform/realtime/live-socket.js';
import { notificationSent } from '../contract/index.js';
import { InboxHints } from '../model/inbox-hints.js';
import { Acknowledgements } from './acknowledgements.js';
import { InboxReader } from './inbox-reader.js';
import { NotificationStream } from './notification-stream.js';

type Sent = NonNullable<(typeof notificationSent)['payload']>;

/**
 * Milliseconds in which a client that knows its cursor resumes from there, before what it did not acknowledge is sent: it
 * then gets what it missed once and in order.
 */
const RESUMES_WITHIN = 100;

/** The streams of all sockets here, and what they are woken by: hints of this process, and the log for all others. */
@Injectable()
export class NotificationStreams implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('Notifications');
  readonly #bySocket = new Map<LiveSocket, NotificationStream>();
  readonly #byUser = new Map<string, Set<NotificationStream>>();
  readonly #ignore: (() => unknown)[] = [];

  constructor(
    private readonly database: TenantDatabase,
    private readonly hints: InboxHints,
    private readonly tail: EventTail,
    private readonly connections: LiveConnections,
    private readonly acknowledgements: Acknowledgements,
  ) {}

  onApplicationBootstrap(): void {
    this.#ignore.push(
      this.hints.listen((entry) => {
        for (const stream of this.#of(entry.userId)) stream.offer(entry);
      }),
      this.tail.listen((event) => this.#look(event)),
    );
    this.connections.afterClosing(() => this.acknowledgements.written());
  }

  onModuleDestroy(): void {
    for (const ignore of this.#ignore) ignore();
  }

  open(socket: LiveSocket): void {
    const { actor } = socket.data;
    const { userId, accountId } = actor;
    const stream = new NotificationStream({
      socket,
      inbox: new InboxReader(this.database, actor),
      acknowledged: (place) => this.acknowledgements.add({ accountId, userId, place }),
      failed: (error) => this.#failed(socket, error),
    });
    this.#bySocket.set(socket, stream);
    this.#byUser.set(userId, new Set(this.#of(userId)).add(stream));
    setTimeout(() => void this.#begin(stream), RESUMES_WITHIN).unref();
  }

  close(socket: LiveSocket): void {
    const { userId } = socket.data.actor;
    const stream = this.#bySocket.get(socket);
    const others = [...this.#of(userId)].filter((other) => other !== stream);
    this.#bySocket.delete(socket);
    if (others.length > 0) this.#byUser.set(userId, new Set(others));
    else this.#byUser.delete(userId);
  }

  /** @returns the place of the user's newest notification */
  async resume(socket: LiveSocket, place: number): Promise<number> {
    return (await this.#bySocket.get(socket)?.resume(place)) ?? 0;
  }

  #of(userId: string): Iterable<NotificationStream> {
    return this.#byUser.get(userId) ?? [];
  }

  /** What was acknowledged a moment ago, on the connection before, must not come again. */
  async #begin(stream: NotificationStream): Promise<void> {
    await this.acknowledgements.written();
    stream.begin();
  }

  #look({ type, data }: EventEnvelope): void {
    if (type !== notificationSent.type) return;
    const { userId, channel, cursor } = data as Sent;
    if (channel !== 'inbox' || cursor === undefined) return;
    for (const stream of this.#of(userId)) stream.hint(cursor);
  }

  #failed(socket: LiveSocket, error: unknown): boolean {
    if (error instanceof ApplicationError && !(error instanceof ServiceUnavailableError)) {
      this.connections.end(socket);
      return false;
    }
    this.#logger.warn({ event: 'inbox.not-read', userId: socket.data.actor.userId, err: error });
    return true;
  }
}
