import { ArgsType, Field, Int as GraphqlInt } from '@nestjs/graphql';
import { Int, Text } from '../http/fields.js';
import type { PageRequest } from '../lists/list-definition.js';
import { readShortListRequest } from '../lists/short-list.js';

const given = { optional: true, nullable: true };

/** How a list that is held in memory is paged. */
@ArgsType()
export class ShortListArgs {
  @Field(() => GraphqlInt, { nullable: true, description: 'From 1.' })
  @Int(given)
  page?: number | null;

  @Field(() => GraphqlInt, { nullable: true, description: 'At most 100; all there are when absent.' })
  @Int(given)
  pageSize?: number | null;

  @Field(() => String, { nullable: true, description: 'The nextCursor of the page before.' })
  @Text({ ...given, max: 2_000 })
  cursor?: string | null;
}

/**
 * The same request as REST would have read from its parameters.
 * @throws ValidationError
 */
export function shortListRequestOf(args: Readonly<ShortListArgs>): PageRequest {
  const asked = Object.entries(args).filter(([, value]) => value != null);
  return readShortListRequest(Object.fromEntries(asked.map(([name, value]) => [name, String(value)])));
}
