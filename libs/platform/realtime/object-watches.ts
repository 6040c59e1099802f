import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { EventVisibility } from '../access/event-visibility.js';
import type { Actor } from '../context/actor.js';
import type { EventEnvelope, ObjectRef } from '../events/event-envelope.js';
import { EventTail } from '../messaging/event-tail.js';
import { VisibilityRegistry } from '../visibility/object-visibility.js';
import { LiveConnections } from './live-connections.js';
import { type LiveSocket, objectRoom } from './live-socket.js';
import { WatchLimitError } from './realtime-errors.js';

/** Objects that one connection may watch. */
const MOST = 200;

/**
 * Sends each event on an object to those who watch it. Whether they may see it is asked for every event, after the change
 * that it tells of: the event that ends somebody's access does not reach them any more.
 */
@Injectable()
export class ObjectWatches implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('Sockets');
  /** Room → what is being told there, so that the events of one object arrive in order. */
  readonly #telling = new Map<string, Promise<void>>();
  #ignore: (() => void) | undefined;

  constructor(
    private readonly tail: EventTail,
    private readonly visibilities: VisibilityRegistry,
    private readonly events: EventVisibility,
    private readonly connections: LiveConnections,
  ) {}

  onApplicationBootstrap(): void {
    this.#ignore = this.tail.listen((event) => this.#announce(event));
  }

  onModuleDestroy(): void {
    this.#ignore?.();
  }

  /** @throws ObjectNotFoundError, WatchLimitError */
  async watch(socket: LiveSocket, object: ObjectRef): Promise<void> {
    const room = objectRoom(object);
    const watched = [...socket.rooms].filter((joined) => joined.startsWith('object:') && joined !== room);
    if (watched.length >= MOST) throw new WatchLimitError(MOST);
    await this.visibilities.requireVisible(socket.data.actor, object);
    await socket.join(room);
  }

  async unwatch(socket: LiveSocket, object: ObjectRef): Promise<void> {
    await socket.leave(objectRoom(object));
  }

  #announce(event: EventEnvelope): void {
    const { target } = event.metadata;
    if (!target) return;
    const room = objectRoom(target);
    if (!this.connections.hasAny(room)) return;
    const before = this.#telling.get(room) ?? Promise.resolve();
    const told = before
      .then(() => this.#tell(room, target, event))
      .catch((error) => this.#logger.warn({ event: 'watch.not-told', eventId: event.id, err: error }))
      .finally(() => {
        if (this.#telling.get(room) === told) this.#telling.delete(room);
      });
    this.#telling.set(room, told);
  }

  /** Who watches from several places, and may the same in each, is asked for once. */
  async #tell(room: string, target: ObjectRef, event: EventEnvelope): Promise<void> {
    const { accountId } = event.metadata;
    const watchers = this.connections.in(room).filter(({ data: { actor } }) => actor.accountId === accountId);
    const byRights = Map.groupBy(watchers, ({ data: { actor } }) => rightsKey(actor));
    const telling = [...byRights.values()].map(async (sockets) => {
      const [{ data }] = sockets as [LiveSocket, ...LiveSocket[]];
      const [sees, knows] = await Promise.all([
        this.visibilities.canSee(data.actor, target),
        this.events.isAudience(data.actor, event),
      ]);
      for (const socket of sockets) {
        if (!sees) await socket.leave(room);
        else if (knows) socket.emit('event', event);
      }
    });
    await Promise.all(telling);
  }
}

/** All that decides what somebody may see: an API key may less than its user. */
const rightsKey = ({ userId, roles, scopes, siteId }: Actor): string =>
  JSON.stringify([userId, roles, scopes ?? null, siteId ?? null]);
