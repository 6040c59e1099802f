import type { TenantTransaction } from '../database/tenant-database.js';
import type { Cursor, Filter, ListField, ListRequest, Sorting } from './list-definition.js';
import { EXACT_UP_TO, encodeCursor } from './list-request.js';

type Row = Record<string, unknown>;

export interface ListSource {
  /** Table with schema. */
  readonly table: string;
  /** Rows that the caller may see, as SQL over the table's columns with `$1…` for `values`. All of the tenant when absent. */
  readonly visible?: Condition & {
    /** A query with as many rows as are visible, where that is cheaper to count. */
    readonly counted?: Condition;
  };
}

interface Condition {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** A page of rows, keyed by field name, and where its neighbours begin. */
export interface ListPage<T> {
  readonly items: readonly T[];
  readonly count: number;
  readonly countExact: boolean;
  readonly next: string | null;
  readonly previous: string | null;
}

/** With one value. */
const COMPARISONS = { eq: '=', in: '=', ne: '<>', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

/**
 * Runs a list request: one page by keyset, and the count up to {@link EXACT_UP_TO}, in one round trip.
 * All statements are issued before the first await, so it can be used within `readTogether`.
 */
export async function runList(tx: TenantTransaction, source: ListSource, request: ListRequest): Promise<ListPage<Row>> {
  const { page, count } = listStatements(source, request);
  const [rows, [counted]] = await Promise.all([
    tx.query<Row>(page.sql, page.values),
    tx.query<{ n: string }>(count.sql, count.values),
  ]);
  return toPage(request, rows, Number(counted?.n ?? 0));
}

interface Sql {
  readonly sql: string;
  readonly values: unknown[];
}

/** The two statements of a list, for those who want to measure or explain them. */
export function listStatements(source: ListSource, request: ListRequest): { page: Sql; count: Sql } {
  const values: unknown[] = [...(source.visible?.values ?? [])];
  const conditions = source.visible ? [source.visible.sql] : [];
  const each = eachValueSql(request, values);
  for (const filter of request.filters) {
    conditions.push(filter === each?.filter ? each.condition : filterSql(request, filter, values));
  }
  if (request.search !== undefined) conditions.push(searchSql(request, values));
  const where = (all: readonly string[]) => (all.length > 0 ? ` where ${all.join(' and ')}` : '');
  /** @param end how far the rows of each value need to be read */
  const from = (all: readonly string[], end: string) =>
    each ? `${each.values} (select * from ${source.table}${where(all)}${end}) each` : `${source.table}${where(all)}`;
  const counted = request.filters.length === 0 && request.search === undefined ? source.visible?.counted : undefined;
  const most = ` limit ${EXACT_UP_TO + 1}`;
  const count = {
    sql: `select count(*) as n from (${counted?.sql ?? `select 1 from ${from(conditions, most)}`}${most}) counted`,
    values: [...(counted?.values ?? values)],
  };
  const ordering = request.cursor?.backwards ? request.ordering.map(reversed) : request.ordering;
  const paged = request.cursor ? [...conditions, keysetSql(request, ordering, request.cursor, values)] : conditions;
  const columns = wantedFields(request).map((name) => `${request.definition.fields[name]?.column} as "${name}"`);
  const order = ordering.map(
    ({ field, descending }) => `${request.definition.fields[field]?.column} ${descending ? 'desc' : 'asc'}`,
  );
  const inOrder = ` order by ${order.join(', ')}`;
  const skipped = (request.page - 1) * request.pageSize;
  const end = ` limit ${request.pageSize + 1}${skipped > 0 ? ` offset ${skipped}` : ''}`;
  const rows = from(paged, `${inOrder} limit ${skipped + request.pageSize + 1}`);
  return { page: { sql: `select ${columns.join(', ')} from ${rows}${inOrder}${end}`, values }, count };
}

/**
 * Several values of a field whose index goes on in the order of the list are looked for one by one. Asked for at once, the planner takes
 * them to be spread evenly over the list, and walks through all of it for those that have not happened lately: 280 ms of a million events.
 */
function eachValueSql({ definition, filters }: ListRequest, values: unknown[]) {
  const filter = filters.find(
    ({ field, operator, values: wanted }) =>
      operator === 'in' && wanted.length > 1 && definition.fields[field]?.indexedInOrder,
  );
  if (!filter) return undefined;
  const { column, type } = definition.fields[filter.field] as ListField;
  const wanted = `unnest($${values.push(filter.values)}::${type}[]) each_value cross join lateral`;
  return { filter, values: wanted, condition: `${column} = each_value` };
}

/** The fields asked for, and those that the next page's cursor is made of. */
function wantedFields({ definition, fields, ordering }: ListRequest): string[] {
  // What may be done depends on fields that the caller need not have asked for.
  if (!fields || fields.includes('actions')) return Object.keys(definition.fields);
  const columns = fields.flatMap((name) => definition.made?.[name] ?? name);
  const wanted = new Set([...columns, ...ordering.map(({ field }) => field)]);
  return [...wanted];
}

const reversed = ({ field, descending }: Sorting): Sorting => ({ field, descending: !descending });

function filterSql(
  { definition }: ListRequest,
  { field, operator, values: wanted }: Filter,
  values: unknown[],
): string {
  const { column, type } = definition.fields[field] as { column: string; type: string };
  if (type === 'text[]') {
    // Equality of texts is leak-proof, the operators of arrays are not.
    const alternatives = wanted.map((value) => `$${values.push(value)}::text = any (${column})`);
    return `(${alternatives.join(' or ')})`;
  }
  if (operator === 'in' && wanted.length > 1) {
    values.push(wanted);
    return `${column} = any ($${values.length}::${type}[])`;
  }
  values.push(wanted[0]);
  return `${column} ${COMPARISONS[operator]} $${values.length}::${type}`;
}

/** Prefix search by a range of text, which is leak-proof and can use an index under row-level security. */
function searchSql({ definition, search }: ListRequest, values: unknown[]): string {
  const needle = (search ?? '').toLowerCase();
  values.push(needle, `${needle}\u{10ffff}`);
  const from = `$${values.length - 1}::text`;
  const to = `$${values.length}::text`;
  const columns = (definition.search ?? []).map((name) => {
    const { folded, column } = definition.fields[name] as ListField;
    return `${folded ?? `lower(${column})`} collate "C"`;
  });
  return `(${columns.map((column) => `(${column} >= ${from} and ${column} < ${to})`).join(' or ')})`;
}

/** Rows after the cursor in an order of mixed directions: (a > x) or (a = x and b < y) or … */
function keysetSql(
  { definition }: ListRequest,
  ordering: readonly Sorting[],
  cursor: Cursor,
  values: unknown[],
): string {
  const parts = ordering.map(({ field, descending }, at) => {
    const { column, type } = definition.fields[field] as { column: string; type: string };
    values.push(cursor.values[at]);
    return { column, parameter: `$${values.length}::${type}`, sign: descending ? '<' : '>' };
  });
  if (parts.every(({ sign }) => sign === parts[0]?.sign)) {
    // One row comparison, which an index on these columns answers by going straight to the place.
    return `(${parts.map(({ column }) => column).join(', ')}) ${parts[0]?.sign} (${parts.map(({ parameter }) => parameter).join(', ')})`;
  }
  const alternatives = parts.map(({ column, parameter, sign }, at) => {
    const equal = parts.slice(0, at).map((before) => `${before.column} = ${before.parameter}`);
    return [...equal, `${column} ${sign} ${parameter}`].join(' and ');
  });
  return `(${alternatives.join(' or ')})`;
}

function toPage(request: ListRequest, rows: readonly Row[], counted: number): ListPage<Row> {
  const more = rows.length > request.pageSize;
  const backwards = request.cursor?.backwards ?? false;
  const inRequestOrder = rows.slice(0, request.pageSize);
  const items = backwards ? inRequestOrder.reverse() : inRequestOrder;
  const hasNext = backwards || more;
  const hasPrevious = backwards ? more : request.cursor !== undefined || request.page > 1;
  return {
    items,
    count: Math.min(counted, EXACT_UP_TO),
    countExact: counted <= EXACT_UP_TO,
    next: hasNext ? cursorAt(request, items.at(-1), false) : null,
    previous: hasPrevious ? cursorAt(request, items[0], true) : null,
  };
}

function cursorAt({ ordering }: ListRequest, row: Row | undefined, backwards: boolean): string | null {
  if (!row) return null;
  const values = ordering.map(({ field }) => {
    const value = row[field];
    return value instanceof Date ? value.toISOString() : (value as string | number | boolean | null);
  });
  return encodeCursor({ values, backwards });
}
