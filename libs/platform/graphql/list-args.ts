import { ArgsType, Field, Int } from '@nestjs/graphql';
import { LRUCache } from 'lru-cache';
import { ValidationError } from '../errors/application-error.js';
import type { ListDefinition, ListRequest } from '../http/list-definition.js';
import { readListRequest } from '../http/list-request.js';

/**
 * How every list is paged and ordered; a list with a filter extends it. Arguments of lists are held against the list's
 * definition, as in REST, and not against decorators: a resolver takes them as `Readonly<…Args>`, which names no class to Nest's
 * validation.
 */
@ArgsType()
export class ListArgs {
  @Field(() => Int, { nullable: true, description: 'From 1.' })
  page?: number | null;

  @Field(() => Int, { nullable: true, description: 'Default 20, at most 100.' })
  pageSize?: number | null;

  @Field(() => String, { nullable: true, description: 'The nextCursor of the page before.' })
  cursor?: string | null;

  @Field(() => String, { nullable: true, description: 'For example `-startsAt,id`.' })
  ordering?: string | null;
}

/** Field of a filter → parameter of the same list in REST, for example `startsAtFrom: 'startsAt[gte]'`. */
export type FilterParameters<F extends object> = Readonly<Record<keyof F & string, string>>;

type Filter<F> = Readonly<Partial<Record<keyof F, string | readonly string[] | null>>>;

/** Clients ask for the same few pages again and again: what was read once is kept. */
const read = new LRUCache<string, ListRequest>({ max: 500 });
/** Longer ones would fill the memory, and nobody sends them twice. */
const LONGEST_KEPT = 1_000;

/** Reads list arguments as REST reads its parameters. */
export class ListArguments<F extends object> {
  static #lists = 0;
  readonly #number = ListArguments.#lists++;

  constructor(
    private readonly definition: ListDefinition,
    private readonly parameters: FilterParameters<F>,
  ) {}

  /**
   * @param fields of the items that will be looked at
   * @throws ValidationError by argument and field of the filter
   */
  read(args: Readonly<ListArgs & { filter?: F | null }>, fields: readonly string[]): ListRequest {
    const key = JSON.stringify([this.#number, args, fields]);
    let request = read.get(key);
    if (!request) {
      request = this.#read(args, fields);
      if (key.length <= LONGEST_KEPT) read.set(key, request);
    }
    return request;
  }

  #read({ page, pageSize, cursor, ordering, filter }: ListArgs & { filter?: F | null }, fields: readonly string[]) {
    const query: Record<string, string> = { fields: fields.join(',') || 'id' };
    const put = (name: string, value: string | null | undefined) => {
      if (value != null) query[name] = value;
    };
    put('page', page?.toString());
    put('pageSize', pageSize?.toString());
    put('cursor', cursor);
    put('ordering', ordering);
    for (const [name, value] of Object.entries((filter ?? {}) as Filter<F>)) {
      put(this.parameters[name as keyof F & string], Array.isArray(value) ? value.join(',') : (value as string | null));
    }
    try {
      return readListRequest(this.definition, query);
    } catch (error) {
      throw error instanceof ValidationError ? this.#inTermsOfFilter(error) : error;
    }
  }

  #inTermsOfFilter({ fields }: ValidationError): ValidationError {
    const names = new Map(Object.entries<string>(this.parameters).map(([name, parameter]) => [parameter, name]));
    return new ValidationError(
      Object.fromEntries(Object.entries(fields).map(([name, problems]) => [names.get(name) ?? name, problems])),
    );
  }
}
