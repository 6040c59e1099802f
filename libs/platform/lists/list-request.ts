import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { canonicalId, isUuid } from '../context/ids.js';
import { ValidationError } from '../errors/application-error.js';
import { beginsWithCalendarDay } from './calendar-day.js';
import {
  type Cursor,
  type Filter,
  type ListDefinition,
  type ListField,
  type ListRequest,
  type Operator,
  type Sorting,
  shownFields,
} from './list-definition.js';

const DEFAULT_PAGE_SIZE = 20;
export const MAX_PAGE_SIZE = 100;
/** Up to here pages may be asked for by number and counts are exact; further on the `next` links lead. */
export const EXACT_UP_TO = 10_000;
const OPERATORS: readonly Operator[] = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in'];
const OPERATORS_OF_ARRAYS: readonly Operator[] = ['eq', 'in'];
const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

export type Query = Readonly<Record<string, string | string[]>>;

/** A frontend asks for the same few pages again and again: what was read once is kept. */
const read = new LRUCache<string, ListRequest>({ max: 500 });
const definitionNumbers = new Map<ListDefinition, number>();

/** The list request of a route, as an argument of its controller method. */
export const ListOfRequest = createParamDecorator(
  (definition: ListDefinition, execution: ExecutionContext): ListRequest => {
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    if (!definitionNumbers.has(definition)) definitionNumbers.set(definition, definitionNumbers.size);
    const key = `${definitionNumbers.get(definition)}${request.url}`;
    let parsed = read.get(key);
    if (!parsed) {
      parsed = readListRequest(definition, request.query as Query);
      read.set(key, parsed);
    }
    return parsed;
  },
);

/**
 * Reads `page`, `pageSize`, `cursor`, `ordering`, `search`, `fields` and filters.
 * @throws ValidationError naming every parameter that is unknown or wrong
 */
export function readListRequest(definition: ListDefinition, query: Query): ListRequest {
  // Without a prototype: a parameter may be called `constructor`.
  const problems: Record<string, string[]> = Object.create(null);
  const complain = (parameter: string, problem: string) => {
    problems[parameter] = [...(problems[parameter] ?? []), problem];
  };
  const filters: Filter[] = [];
  const others = new URLSearchParams();
  for (const [parameter, value] of Object.entries(query)) {
    if (typeof value !== 'string') {
      complain(parameter, 'must be given once');
      continue;
    }
    if (parameter !== 'page' && parameter !== 'cursor') others.append(parameter, value);
    if (['page', 'pageSize', 'cursor', 'ordering', 'search', 'fields'].includes(parameter)) continue;
    const filter = readFilter(definition, parameter, value, complain);
    if (filter) filters.push(filter);
  }
  const text = (name: string) => (typeof query[name] === 'string' ? (query[name] as string) : undefined);
  const ordering = readOrdering(definition, text('ordering') ?? definition.ordering, complain);
  const pageSize = readCount('pageSize', text('pageSize'), DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, complain);
  const page = readCount('page', text('page'), 1, Number.MAX_SAFE_INTEGER, complain);
  if (page > 1 && text('cursor') !== undefined) complain('cursor', 'cannot be combined with page');
  if (page * pageSize > EXACT_UP_TO) {
    complain('page', `reaches only the first ${EXACT_UP_TO} items; follow the "next" links to go further`);
  }
  const cursor = readCursor(definition, ordering, text('cursor'), complain);
  const fields = readFields(definition, text('fields'), complain);
  const search = text('search');
  if (search !== undefined && !definition.search) complain('search', 'is not offered by this list');
  if (search !== undefined && search.length > 100) complain('search', 'must have at most 100 characters');
  if (Object.keys(problems).length > 0) throw new ValidationError(problems);
  return { definition, pageSize, page, cursor, ordering, filters, search, fields, otherParameters: others.toString() };
}

type Complain = (parameter: string, problem: string) => void;

function readFilter(
  definition: ListDefinition,
  parameter: string,
  value: string,
  complain: Complain,
): Filter | undefined {
  const [, name, operator = 'eq'] = /^(\w+)(?:\[(\w+)\])?$/.exec(parameter) ?? [];
  const field = name ? definition.fields[name] : undefined;
  if (!name || !field?.filter) {
    complain(parameter, 'is not a parameter of this list');
    return undefined;
  }
  const operators = field.type === 'text[]' ? OPERATORS_OF_ARRAYS : OPERATORS;
  if (!operators.includes(operator as Operator)) {
    complain(parameter, `has no such operator; use one of ${operators.join(', ')}`);
    return undefined;
  }
  const values = operator === 'in' ? value.split(',') : [value];
  if (values.length > MAX_PAGE_SIZE) complain(parameter, `must list at most ${MAX_PAGE_SIZE} values`);
  for (const one of values) {
    const problem = problemOf(field, one);
    if (problem) complain(parameter, problem);
  }
  const read = field.type === 'uuid' || field.holdsIds ? values.map(canonicalId) : values;
  return { field: name, operator: operator as Operator, values: [...new Set(read)] };
}

function problemOf(field: ListField, value: string): string | undefined {
  if (field.values && !field.values.includes(value)) return `must be one of ${field.values.join(', ')}`;
  switch (field.type) {
    case 'uuid':
      return isUuid(value) ? undefined : 'must be a UUID';
    case 'timestamptz':
      return INSTANT.test(value) && !Number.isNaN(Date.parse(value)) && beginsWithCalendarDay(value)
        ? undefined
        : 'must be a time, for example 2026-03-01T09:00:00Z';
    case 'bigint':
      return /^-?\d{1,18}$/.test(value) ? undefined : 'must be a whole number';
    case 'integer':
      return /^-?\d{1,9}$/.test(value) ? undefined : 'must be a whole number';
    case 'boolean':
      return value === 'true' || value === 'false' ? undefined : 'must be true or false';
    default:
      return value.length > 200 || value.includes('\u0000') ? 'must be a text of at most 200 characters' : undefined;
  }
}

function readOrdering(definition: ListDefinition, ordering: string, complain: Complain): Sorting[] {
  const sortings = ordering
    .split(',')
    .map((part) => ({ field: part.replace(/^-/, ''), descending: part.startsWith('-') }));
  for (const { field } of sortings) {
    if (!definition.fields[field]?.sort) complain('ordering', `cannot order by "${field}"`);
  }
  if (sortings.length > 4) complain('ordering', 'takes at most 4 fields');
  return sortings.some(({ field }) => field === 'id')
    ? sortings
    : [...sortings, { field: 'id', descending: sortings[0]?.descending ?? false }];
}

export function readCount(
  name: string,
  value: string | undefined,
  fallback: number,
  most: number,
  complain: Complain,
): number {
  if (value === undefined) return fallback;
  const count = /^\d{1,9}$/.test(value) ? Number(value) : 0;
  if (count < 1 || count > most)
    complain(name, most === MAX_PAGE_SIZE ? `must be from 1 to ${most}` : 'must be a whole number from 1');
  return count;
}

function readFields(definition: ListDefinition, value: string | undefined, complain: Complain): string[] | undefined {
  if (value === undefined) return undefined;
  const fields = value.split(',');
  const shown = shownFields(definition);
  for (const field of fields) if (!shown.includes(field)) complain('fields', `there is no field "${field}"`);
  return fields;
}

function readCursor(
  definition: ListDefinition,
  ordering: readonly Sorting[],
  value: string | undefined,
  complain: Complain,
): Cursor | undefined {
  if (value === undefined) return undefined;
  const cursor = decodeCursor(value);
  const fits =
    cursor?.values.length === ordering.length &&
    ordering.every(({ field }, at) => {
      const part = cursor.values[at];
      const column = definition.fields[field];
      return column && (part === null || problemOf({ ...column, values: undefined }, String(part)) === undefined);
    });
  if (fits) return cursor;
  complain('cursor', 'is not one that this list gave out for this ordering');
  return undefined;
}

export const encodeCursor = ({ values, backwards }: Cursor): string =>
  Buffer.from(JSON.stringify([backwards ? 1 : 0, ...values])).toString('base64url');

export function decodeCursor(text: string): Cursor | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(parts) || parts.length > 6 || parts.some((part) => typeof part === 'object' && part !== null))
      return undefined;
    const [backwards, ...values] = parts;
    return { values, backwards: backwards === 1 };
  } catch {
    return undefined;
  }
}
