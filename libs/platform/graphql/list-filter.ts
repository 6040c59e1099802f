import type { ListDefinition, ListRequest } from '../lists/list-definition.js';
import { inTermsOfArguments } from './argument-names.js';
import { type ListArgs, listRequestOf } from './list-args.js';

type Value = string | readonly string[] | null | undefined;

/** A list whose filter has names of its own for what REST says with operators, such as `startsAtFrom: 'startsAt[gte]'`. */
export class ListFilter<F extends object> {
  readonly #names: ReadonlyMap<string, string>;

  /** @param parameters of REST's list, by field of the filter */
  constructor(
    private readonly definition: ListDefinition,
    private readonly parameters: Readonly<Record<keyof F & string, string>>,
  ) {
    this.#names = new Map(Object.entries<string>(parameters).map(([name, parameter]) => [parameter, name]));
  }

  /**
   * All arguments are held against the list's definition here, as REST does, so a resolver may take them past Nest's validation:
   * as `Readonly<…Args>`, which names no class to it.
   * @param fields of the items that will be looked at; all when absent
   * @throws ValidationError by argument and field of the filter
   */
  request(args: Readonly<ListArgs & { filter?: F | null }>, fields?: readonly string[]): ListRequest {
    const filters: Record<string, string> = {};
    for (const [name, value] of Object.entries<Value>((args.filter ?? {}) as Record<string, Value>)) {
      if (value != null) filters[this.parameters[name as keyof F & string]] = String(value);
    }
    return inTermsOfArguments(this.#names, () => listRequestOf(this.definition, args, filters, fields));
  }
}
