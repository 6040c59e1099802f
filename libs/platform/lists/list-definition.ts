/** What a field of a list is made of in the database, and what may be done with it. */
export interface ListField {
  readonly column: string;
  /** A filter on `text[]` asks for rows that hold the value, or one of the values; it takes `eq` and `in` only. */
  readonly type: 'uuid' | 'text' | 'timestamptz' | 'integer' | 'bigint' | 'boolean' | 'text[]';
  readonly filter?: boolean;
  readonly sort?: boolean;
  /**
   * Column with the same text in lower case, for searching. Under row-level security only comparing a column as it stands can
   * use an index: `lower()` is not leak-proof. Index it as `(account_id, <column> collate "C")`.
   */
  readonly folded?: string;
  /** Text that names objects by their ids: a UUID in capitals names the same. */
  readonly holdsIds?: boolean;
  /** An index has the rows of each value in the order of the list. */
  readonly indexedInOrder?: boolean;
  /** Values that a filter may ask for. */
  readonly values?: readonly string[];
  /** Not a field of the resource: there to filter or order by, or for shown fields to be made from. */
  readonly internal?: boolean;
}

export interface ListDefinition {
  readonly fields: Readonly<Record<string, ListField>>;
  /** Fields of the resource that have no column: which of {@link fields} each is made from. */
  readonly made?: Readonly<Record<string, readonly string[]>>;
  /** Fields that `search=` looks into, case-insensitively, from their beginning. */
  readonly search?: readonly string[];
  /** False for items that nothing is ever done to. */
  readonly actions?: false;
  /** For example `-startsAt`. The id is always added, so that the order is total. */
  readonly ordering: string;
}

export const listDefinition = (definition: ListDefinition): ListDefinition => definition;

/** The fields that items of the list have as a resource, and that `fields=` takes: all but internal ones, and `actions`. */
export function shownFields({ fields, made = {}, actions }: ListDefinition): string[] {
  const columns = Object.keys(fields).filter((name) => !fields[name]?.internal);
  return [...columns, ...Object.keys(made), ...(actions === false ? [] : ['actions'])];
}

export type Operator = 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'in';

export interface Filter {
  readonly field: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

export interface Sorting {
  readonly field: string;
  readonly descending: boolean;
}

/** Which page of a list. */
export interface PageRequest {
  readonly pageSize: number;
  readonly page: number;
  readonly cursor?: Cursor;
  /** The query without `page` and `cursor`, for the links to other pages. */
  readonly otherParameters: string;
}

/** A list request that has been read and found right. */
export interface ListRequest extends PageRequest {
  readonly definition: ListDefinition;
  readonly ordering: readonly Sorting[];
  readonly filters: readonly Filter[];
  readonly search?: string;
  /** What the caller wants to see of each item; all when absent. */
  readonly fields?: readonly string[];
}

/** Where a page begins: after (or, reading backwards, before) the item with these sort values. */
export interface Cursor {
  readonly values: readonly (string | number | boolean | null)[];
  readonly backwards: boolean;
}
