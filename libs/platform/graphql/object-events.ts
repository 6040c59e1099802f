import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '../database/tenant-database.js';
import type { EventEnvelope, ObjectRef } from '../messaging/event-envelope.js';
import { EventHistory } from '../messaging/event-history.js';
import { BatchLoader } from './batch-loader.js';

/** The histories of objects, oldest event first, for the `events` field that every object has: one query per type of object. */
@Injectable()
export class ObjectEvents {
  readonly #ofType = new Map<string, BatchLoader<string, EventEnvelope[]>>();

  constructor(
    private readonly database: TenantDatabase,
    private readonly history: EventHistory,
  ) {}

  /** The caller has found out already that the object may be seen. */
  async of(request: object, { type, id }: ObjectRef): Promise<EventEnvelope[]> {
    return (await this.#loader(type).load(request, id)) ?? [];
  }

  #loader(type: string): BatchLoader<string, EventEnvelope[]> {
    let loader = this.#ofType.get(type);
    if (!loader) {
      loader = new BatchLoader((ids) => this.database.readTogether((tx) => this.history.ofTargets(tx, type, ids)));
      this.#ofType.set(type, loader);
    }
    return loader;
  }
}
