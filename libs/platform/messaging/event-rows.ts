import { newId } from '../context/ids.js';
import type { RequestContext } from '../context/request-context.js';
import type { Transaction } from '../database/transaction.js';
import type { EventCatalogue } from '../events/event-catalogue.js';
import { type EventDefinition, type NewEvent, upcast } from '../events/event-definition.js';
import type { EventEnvelope } from '../events/event-envelope.js';

/** A row of `messaging.event` as {@link EVENT_COLUMNS} select it. */
export interface EventRow {
  id: string;
  type: string;
  source: string;
  version: number;
  category: EventEnvelope['metadata']['category'];
  account_id: string | null;
  site_id: string | null;
  sector_id: string | null;
  actor_id: string | null;
  correlation_id: string;
  causation_id: string | null;
  target_type: string;
  target_id: string;
  action_object_type: string | null;
  action_object_id: string | null;
  traceparent: string | null;
  occurred_at: Date;
  data: unknown;
}

export const EVENT_COLUMNS =
  'e.id, e.type, e.source, e.version, e.category, e.account_id, e.site_id, e.sector_id, e.actor_id, e.correlation_id, ' +
  'e.causation_id, e.target_type, e.target_id, e.action_object_type, e.action_object_id, e.traceparent, e.occurred_at, e.data';

export function seal<T>(definition: EventDefinition<T>, event: NewEvent<T>, context: RequestContext): EventEnvelope<T> {
  return {
    id: newId(),
    type: definition.type,
    source: definition.namespace,
    timestamp: new Date().toISOString(),
    correlationId: context.correlationId,
    data: event.data,
    metadata: {
      version: String(definition.version),
      category: definition.category,
      accountId: context.accountId,
      siteId: context.siteId,
      sectorId: context.sectorId,
      userId: context.actor?.userId,
      causationId: context.causationId,
      target: event.target,
      actionObject: event.actionObject,
      traceparent: context.traceparent,
    },
  };
}

const COLUMNS = [
  ['id', 'uuid'],
  ['type', 'text'],
  ['source', 'text'],
  ['version', 'int'],
  ['category', 'text'],
  ['account_id', 'uuid'],
  ['site_id', 'uuid'],
  ['sector_id', 'uuid'],
  ['actor_id', 'uuid'],
  ['correlation_id', 'text'],
  ['causation_id', 'text'],
  ['target_type', 'text'],
  ['target_id', 'text'],
  ['action_object_type', 'text'],
  ['action_object_id', 'text'],
  ['traceparent', 'text'],
  ['occurred_at', 'timestamptz'],
  ['data', 'jsonb'],
] as const;
const INSERT = `insert into messaging.event (${COLUMNS.map(([column]) => column).join(', ')})`;
const INSERT_ONE = `${INSERT} values (${COLUMNS.map((_, at) => `$${at + 1}`).join(', ')})`;
const INSERT_MANY = `${INSERT} select * from unnest(${COLUMNS.map(([, type], at) => `$${at + 1}::${type}[]`).join(', ')})`;

const INSERT_VALUES: ((event: EventEnvelope) => unknown)[] = [
  (e) => e.id,
  (e) => e.type,
  (e) => e.source,
  (e) => Number(e.metadata.version),
  (e) => e.metadata.category,
  (e) => e.metadata.accountId ?? null,
  (e) => e.metadata.siteId ?? null,
  (e) => e.metadata.sectorId ?? null,
  (e) => e.metadata.userId ?? null,
  (e) => e.correlationId,
  (e) => e.metadata.causationId ?? null,
  (e) => e.metadata.target?.type,
  (e) => e.metadata.target?.id,
  (e) => e.metadata.actionObject?.type ?? null,
  (e) => e.metadata.actionObject?.id ?? null,
  (e) => e.metadata.traceparent ?? null,
  (e) => e.timestamp,
  (e) => JSON.stringify(e.data),
];

/**
 * Appends events with one statement, in the order given, which is the order that reactions see. Nearly always it is one event, and
 * plain values cost less than lists of one.
 */
export function insertEvents(tx: Transaction, events: readonly EventEnvelope[]): Promise<unknown> {
  const [first] = events;
  if (first && events.length === 1) {
    return tx.execute(
      INSERT_ONE,
      INSERT_VALUES.map((value) => value(first)),
    );
  }
  return tx.execute(
    INSERT_MANY,
    INSERT_VALUES.map((value) => events.map(value)),
  );
}

/** Reads a row as the envelope of the current schema version. */
export function toEnvelope(row: EventRow, catalogue: EventCatalogue): EventEnvelope {
  const definition = catalogue.has(row.type) ? catalogue.get(row.type) : undefined;
  return {
    id: row.id,
    type: row.type,
    source: row.source,
    timestamp: row.occurred_at.toISOString(),
    correlationId: row.correlation_id,
    data: definition ? upcast(definition, row.version, row.data) : row.data,
    metadata: {
      version: String(definition?.version ?? row.version),
      category: row.category,
      accountId: row.account_id ?? undefined,
      siteId: row.site_id ?? undefined,
      sectorId: row.sector_id ?? undefined,
      userId: row.actor_id ?? undefined,
      causationId: row.causation_id ?? undefined,
      target: { type: row.target_type, id: row.target_id },
      actionObject:
        row.action_object_type && row.action_object_id
          ? { type: row.action_object_type, id: row.action_object_id }
          : undefined,
      traceparent: row.traceparent ?? undefined,
    },
  };
}
