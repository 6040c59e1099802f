import { Injectable } from '@nestjs/common';
import { EventVisibility } from '../access/event-visibility.js';
import { TenantDatabase } from '../database/tenant-database.js';
import type { EventEnvelope, ObjectRef } from '../events/event-envelope.js';
import { currentActor } from '../http/current-actor.js';
import { type EventCondition, EventHistory } from '../messaging/event-history.js';
import { BatchLoader } from './batch-loader.js';

/** The histories of objects, newest event first, for the `events` field that every object has: one query per type of object. */
@Injectable()
export class ObjectEvents {
  readonly #ofType = new Map<string, BatchLoader<string, EventEnvelope[]>>();

  constructor(
    private readonly database: TenantDatabase,
    private readonly history: EventHistory,
    private readonly events: EventVisibility,
  ) {}

  /** The caller has found out already that the object may be seen. */
  async of(request: object, { type, id }: ObjectRef): Promise<EventEnvelope[]> {
    return (await this.#loader(type).load(request, id)) ?? [];
  }

  #loader(type: string): BatchLoader<string, EventEnvelope[]> {
    let loader = this.#ofType.get(type);
    if (!loader) {
      loader = new BatchLoader((ids) => this.#read(type, ids));
      this.#ofType.set(type, loader);
    }
    return loader;
  }

  async #read(type: string, ids: readonly string[]): Promise<Map<string, EventEnvelope[]>> {
    const read = (known: EventCondition | undefined) =>
      this.database.readTogether((tx) => this.history.ofTargets(tx, { type, ids }, known));
    const known = this.events.restrict(currentActor(), { type, ids });
    return read(known instanceof Promise ? await known : known);
  }
}
