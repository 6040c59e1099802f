import { ArgsType, Field, Int as GraphqlInt } from '@nestjs/graphql';
import { LRUCache } from 'lru-cache';
import { Int, Text } from '../http/fields.js';
import type { ListDefinition, ListRequest } from '../lists/list-definition.js';
import { readListRequest } from '../lists/list-request.js';

const given = { optional: true, nullable: true };

/** How every list is paged and ordered; a list with a filter extends it. */
@ArgsType()
export class ListArgs {
  @Field(() => GraphqlInt, { nullable: true, description: 'From 1.' })
  @Int(given)
  page?: number | null;

  @Field(() => GraphqlInt, { nullable: true, description: 'Default 20, at most 100.' })
  @Int(given)
  pageSize?: number | null;

  @Field(() => String, { nullable: true, description: 'The nextCursor of the page before.' })
  @Text({ ...given, max: 2_000 })
  cursor?: string | null;

  @Field(() => String, { nullable: true, description: 'For example `-startsAt,id`.' })
  @Text(given)
  ordering?: string | null;
}

type Filters = Readonly<Record<string, string | undefined | null>>;

/** Clients ask for the same few pages again and again: what was read once is kept. */
const kept = new LRUCache<string, ListRequest>({ max: 500 });
/** Longer ones would fill the memory, and nobody sends them twice. */
const LONGEST_KEPT = 1_000;
const definitionNumbers = new Map<ListDefinition, number>();

/**
 * The same request as REST would have read from its parameters.
 * @param filters by field and operator, as REST names them (`startsAt[gte]`); those without a value are left out
 * @param fields of the items that will be looked at; all when absent
 * @throws ValidationError
 */
export function listRequestOf(
  definition: ListDefinition,
  { page, pageSize, cursor, ordering }: Readonly<ListArgs>,
  filters: Filters = {},
  fields?: readonly string[],
): ListRequest {
  if (!definitionNumbers.has(definition)) definitionNumbers.set(definition, definitionNumbers.size);
  const parameters = { page, pageSize, cursor, ordering, ...filters };
  const key = JSON.stringify([definitionNumbers.get(definition), parameters, fields]);
  let request = kept.get(key);
  if (!request) {
    const query: Record<string, string> = fields ? { fields: fields.join(',') || 'id' } : {};
    for (const [name, value] of Object.entries(parameters)) if (value != null) query[name] = String(value);
    request = readListRequest(definition, query);
    if (key.length <= LONGEST_KEPT) kept.set(key, request);
  }
  return request;
}
