import type { TenantTransaction } from '../database/tenant-database.js';
import type { EventCatalogue } from '../events/event-catalogue.js';
import type { EventEnvelope, ObjectRef } from '../events/event-envelope.js';
import type { ListRequest } from '../lists/list-definition.js';
import { type ListPage, runList } from '../lists/list-query.js';
import { pick } from '../lists/pick.js';
import { eventList } from './event-list.js';
import { EVENT_COLUMNS, type EventRow, toEnvelope } from './event-rows.js';

/**
 * A condition on rows of `messaging.event`, for a where-clause of a statement that has so many values already. What is asked for
 * without one is asked for who may know of everything.
 */
export type EventCondition = (before: number) => { readonly sql: string; readonly values: readonly unknown[] };

/** The account's audit trail. */
export class EventHistory {
  constructor(private readonly catalogue: EventCatalogue) {}

  /**
   * A page of all of it that is known, or of what happened to one object; envelopes hold the fields asked for.
   * All statements are issued before the first await, so it can be used within `readTogether`.
   */
  async page(
    tx: TenantTransaction,
    request: ListRequest,
    known: EventCondition | undefined,
    object?: ObjectRef,
  ): Promise<ListPage<Partial<EventEnvelope>>> {
    const source = { table: 'messaging.event', visible: visible(known, object) };
    // All fields whatever was asked for: an envelope is made of whole rows.
    const page = await runList(tx, source, { ...request, fields: undefined });
    const envelopes = page.items.map((item) => toEnvelope(asRow(item), this.catalogue));
    return { ...page, items: envelopes.map((envelope) => pick(envelope, request.fields)) };
  }

  async knows(tx: TenantTransaction, object: ObjectRef): Promise<boolean> {
    const { sql, values } = happenedTo(object);
    return (await tx.query(`select 1 from messaging.event where ${sql} limit 1`, values)).length > 0;
  }

  /** The histories of several objects of one type, newest first, in one query. */
  async ofTargets(
    tx: TenantTransaction,
    { type, ids }: { readonly type: string; readonly ids: readonly string[] },
    known: EventCondition | undefined,
  ): Promise<Map<string, EventEnvelope[]>> {
    const { sql, values } = known?.(2) ?? { sql: 'true', values: [] };
    const rows = await tx.query<EventRow>(
      `select ${EVENT_COLUMNS} from messaging.event e
       where e.target_type = $1 and e.target_id = any ($2) and ${sql} order by e.occurred_at desc, e.id desc`,
      [type, ids, ...values],
    );
    return Map.groupBy(
      rows.map((row) => toEnvelope(row, this.catalogue)),
      (event) => event.metadata.target?.id ?? '',
    );
  }
}

function visible(known: EventCondition | undefined, object: ObjectRef | undefined) {
  if (!object) return known?.(0);
  const { sql, values } = happenedTo(object);
  const also = known?.(values.length);
  return also ? { sql: `${sql} and ${also.sql}`, values: [...values, ...also.values] } : { sql, values };
}

const happenedTo = ({ type, id }: ObjectRef) => ({
  sql: 'target_type = $1::text and target_id = $2::text',
  values: [type, id],
});

const asRow = (item: Readonly<Record<string, unknown>>): EventRow =>
  Object.fromEntries(
    Object.entries(eventList.fields).map(([name, { column }]) => [column, item[name]]),
  ) as unknown as EventRow;
