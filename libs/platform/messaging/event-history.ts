import type { TenantTransaction } from '../database/tenant-database.js';
import { pick } from '../http/envelope.js';
import type { ListRequest } from '../http/list-definition.js';
import { type ListPage, runList } from '../http/list-query.js';
import type { EventCatalogue } from './event-catalogue.js';
import type { EventEnvelope, ObjectRef } from './event-envelope.js';
import { eventList } from './event-list.js';
import { EVENT_COLUMNS, type EventRow, toEnvelope } from './event-rows.js';

/** The account's audit trail. */
export class EventHistory {
  constructor(private readonly catalogue: EventCatalogue) {}

  /**
   * A page of all of it, or of what happened to one object; envelopes hold the fields asked for.
   * All statements are issued before the first await, so it can be used within `readTogether`.
   */
  async page(
    tx: TenantTransaction,
    request: ListRequest,
    object?: ObjectRef,
  ): Promise<ListPage<Partial<EventEnvelope>>> {
    const source = { table: 'messaging.event', visible: object && happenedTo(object) };
    // All fields whatever was asked for: an envelope is made of whole rows.
    const page = await runList(tx, source, { ...request, fields: undefined });
    const envelopes = page.items.map((item) => toEnvelope(asRow(item), this.catalogue));
    return { ...page, items: envelopes.map((envelope) => pick(envelope, request.fields)) };
  }

  async knows(tx: TenantTransaction, object: ObjectRef): Promise<boolean> {
    const { sql, values } = happenedTo(object);
    return (await tx.query(`select 1 from messaging.event where ${sql} limit 1`, values)).length > 0;
  }

  /** The histories of several objects of one type, oldest first, in one query. */
  async ofTargets(tx: TenantTransaction, type: string, ids: readonly string[]): Promise<Map<string, EventEnvelope[]>> {
    const rows = await tx.query<EventRow>(
      `select ${EVENT_COLUMNS} from messaging.event e where e.target_type = $1 and e.target_id = any ($2) order by e.position`,
      [type, ids],
    );
    return Map.groupBy(
      rows.map((row) => toEnvelope(row, this.catalogue)),
      (event) => event.metadata.target?.id ?? '',
    );
  }
}

const happenedTo = ({ type, id }: ObjectRef) => ({
  sql: 'target_type = $1::text and target_id = $2::text',
  values: [type, id],
});

const asRow = (item: Readonly<Record<string, unknown>>): EventRow =>
  Object.fromEntries(
    Object.entries(eventList.fields).map(([name, { column }]) => [column, item[name]]),
  ) as unknown as EventRow;
