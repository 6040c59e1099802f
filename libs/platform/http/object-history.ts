import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '../database/tenant-database.js';
import type { ObjectRef } from '../messaging/event-envelope.js';
import { EventHistory } from '../messaging/event-history.js';
import { Many } from './envelope.js';

/** One object's history is short; a longer one continues at `/api/v1/events`, which pages. */
const MOST = 100;

/** The history of one object, newest first, for the `/events` sub-resource that every resource has. */
@Injectable()
export class ObjectHistory {
  constructor(
    private readonly database: TenantDatabase,
    private readonly history: EventHistory,
  ) {}

  /** The caller has found out already that the object may be seen. */
  async of({ type, id }: ObjectRef): Promise<Many> {
    const filter = { targetType: type, targetId: id };
    const { events, next } = await this.database.readTogether((tx) => this.history.list(tx, filter, MOST));
    const more = next ? `/api/v1/events?targetType=${type}&targetId=${id}&cursor=${next}` : null;
    return new Many(events, events.length, next === undefined, more, null);
  }
}
