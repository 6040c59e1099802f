import type { TenantTransaction } from '../database/tenant-database.js';
import type { EventCatalogue } from './event-catalogue.js';
import type { EventEnvelope } from './event-envelope.js';
import { EVENT_COLUMNS, type EventRow, toEnvelope } from './event-rows.js';

export interface HistoryFilter {
  readonly type?: string;
  readonly targetType?: string;
  readonly targetId?: string;
  readonly actorId?: string;
  readonly correlationId?: string;
}

export interface HistoryPage {
  readonly events: EventEnvelope[];
  /** Position to continue after, while there is more. */
  readonly next?: string;
}

const CONDITIONS: Record<keyof HistoryFilter, string> = {
  type: 'e.type =',
  targetType: 'e.target_type =',
  targetId: 'e.target_id =',
  actorId: 'e.actor_id =',
  correlationId: 'e.correlation_id =',
};

/** The account's audit trail, newest first. */
export class EventHistory {
  constructor(private readonly catalogue: EventCatalogue) {}

  /** @param before position of the last event seen */
  async list(tx: TenantTransaction, filter: HistoryFilter, limit: number, before?: string): Promise<HistoryPage> {
    const { where, values } = conditionsOf(filter, before);
    const rows = await tx.query<EventRow & { position: string }>(
      `select e.position, ${EVENT_COLUMNS} from messaging.event e ${where} order by e.position desc limit ${limit + 1}`,
      values,
    );
    const page = rows.slice(0, limit);
    return {
      events: page.map((row) => toEnvelope(row, this.catalogue)),
      next: rows.length > limit ? page.at(-1)?.position : undefined,
    };
  }

  /** How many there are, counted up to `limit`. */
  async count(tx: TenantTransaction, filter: HistoryFilter, limit: number): Promise<number> {
    const { where, values } = conditionsOf(filter);
    const [row] = await tx.query<{ n: string }>(
      `select count(*) as n from (select 1 from messaging.event e ${where} limit ${limit}) counted`,
      values,
    );
    return Number(row?.n ?? 0);
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

function conditionsOf(filter: HistoryFilter, before?: string): { where: string; values: unknown[] } {
  const values: unknown[] = [];
  const conditions: string[] = [];
  for (const [field, condition] of Object.entries(CONDITIONS)) {
    const value = filter[field as keyof HistoryFilter];
    if (value === undefined) continue;
    values.push(value);
    conditions.push(`${condition} $${values.length}`);
  }
  if (before !== undefined) {
    values.push(before);
    conditions.push(`e.position < $${values.length}`);
  }
  return { where: conditions.length > 0 ? `where ${conditions.join(' and ')}` : '', values };
}
