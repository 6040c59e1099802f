import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ValidationError } from '../errors/application-error.js';
import type { PageRequest } from './list-definition.js';
import type { ListPage } from './list-query.js';
import { decodeCursor, EXACT_UP_TO, encodeCursor, MAX_PAGE_SIZE, type Query, readCount } from './list-request.js';

/** The request of a list that is held in memory, as an argument of a controller method. */
export const ShortListOfRequest = createParamDecorator(
  (_data: unknown, execution: ExecutionContext): PageRequest =>
    readShortListRequest(execution.switchToHttp().getRequest<FastifyRequest>().query as Query),
);

/**
 * Reads `page`, `pageSize` and `cursor`, which are all that a short list takes. Without a size the list is whole: who reads a catalogue
 * wants all of it, and it is in memory anyhow.
 * @throws ValidationError naming every parameter that is unknown or wrong
 */
export function readShortListRequest(query: Query): PageRequest {
  // Without a prototype: a parameter may be called `constructor`.
  const problems: Record<string, string[]> = Object.create(null);
  const complain = (parameter: string, problem: string) => {
    problems[parameter] = [...(problems[parameter] ?? []), problem];
  };
  for (const [parameter, value] of Object.entries(query)) {
    if (!['page', 'pageSize', 'cursor'].includes(parameter)) complain(parameter, 'is not a parameter of this list');
    else if (typeof value !== 'string') complain(parameter, 'must be given once');
  }
  const text = (name: string) => (typeof query[name] === 'string' ? (query[name] as string) : undefined);
  const pageSize = readCount('pageSize', text('pageSize'), EXACT_UP_TO, MAX_PAGE_SIZE, complain);
  const page = readCount('page', text('page'), 1, Number.MAX_SAFE_INTEGER, complain);
  const given = text('cursor');
  if (page > 1 && given !== undefined) complain('cursor', 'cannot be combined with page');
  const cursor = given === undefined ? undefined : decodeCursor(given);
  if (given !== undefined && !isPlace(cursor?.values)) complain('cursor', 'is not one that this list gave out');
  if (Object.keys(problems).length > 0) throw new ValidationError(problems);
  return { page, pageSize, cursor, otherParameters: query.pageSize === undefined ? '' : `pageSize=${pageSize}` };
}

const isPlace = (values: readonly unknown[] = []): boolean =>
  values.length === 1 && Number.isSafeInteger(values[0]) && Number(values[0]) >= 0;

/** A page of a list that is held in memory. Its cursors are places, counted from 0. */
export function pageOfShortList<T>(all: readonly T[], { page, pageSize, cursor }: PageRequest): ListPage<T> {
  const from = cursor ? Number(cursor.values[0]) : (page - 1) * pageSize;
  const at = (place: number) => encodeCursor({ values: [place], backwards: false });
  return {
    items: all.slice(from, from + pageSize),
    count: all.length,
    countExact: true,
    next: from + pageSize < all.length ? at(from + pageSize) : null,
    previous: from > 0 && from < all.length ? at(Math.max(0, from - pageSize)) : null,
  };
}
