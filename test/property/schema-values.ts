import fc, { type Arbitrary } from 'fast-check';
import type { Json } from '#test/support/practice.js';
import { days, instants, type KnownValues } from './known-values.js';

/** As OpenAPI 3.0 and JSON Schema have it; whatever else stands in one is not looked at. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly nullable?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

type Resolve = (schema: Schema) => Schema;

/** Makes values that fit a schema. */
export class SchemaValues {
  constructor(
    private readonly known: KnownValues,
    private readonly resolve: Resolve,
  ) {}

  /** @param name of the field or parameter, which tells what kind of object an id is of */
  of(schema: Schema, name = ''): Arbitrary<Json> {
    const { nullable, allOf, ...rest } = this.resolve(schema);
    if (nullable) return fc.option(this.of({ ...rest, allOf }, name), { freq: 4 });
    if (allOf) return this.of(Object.assign({}, rest, ...allOf.map(this.resolve)), name);
    const choice = rest.oneOf ?? rest.anyOf;
    if (choice) return fc.oneof(...choice.map((each) => this.of(each, name)));
    if (rest.const !== undefined) return fc.constant(rest.const);
    if (rest.enum) return this.#one(rest);
    switch (rest.type) {
      case 'string':
        return this.#text(rest, name);
      case 'integer':
        return fc.integer({ min: rest.minimum ?? -100, max: Math.min(rest.maximum ?? 1_000, 2 ** 31) });
      case 'number':
        return fc.double({ min: rest.minimum ?? -1e6, max: rest.maximum ?? 1e6, noNaN: true });
      case 'boolean':
        return fc.boolean();
      case 'array':
        return fc.array(this.of(rest.items ?? {}, name), { minLength: rest.minItems, maxLength: rest.maxItems ?? 3 });
      case 'object':
        return this.#object(rest);
      default:
        return fc.jsonValue({ maxDepth: 2 });
    }
  }

  #one({ type, enum: values = [] }: Schema): Arbitrary<Json> {
    const one = fc.constantFrom(...values);
    return type === 'array' ? fc.array(one, { maxLength: 3 }) : one;
  }

  #text({ format, pattern, minLength, maxLength }: Schema, name: string): Arbitrary<string> {
    if (format === 'uuid') return this.known.id(name);
    if (format === 'date-time') return instants;
    if (format === 'date') return days;
    const free =
      format === 'email'
        ? fc.nat({ max: 1e9 }).map((n) => `somebody-${n}@demo.test`)
        : pattern
          ? fc.stringMatching(new RegExp(pattern))
          : textWithin(minLength ?? 0, maxLength ?? 40);
    const known = this.known.text(name);
    return known ? fc.oneof({ weight: 3, arbitrary: known }, { weight: 1, arbitrary: free }) : free;
  }

  #object({ properties = {}, required = [], additionalProperties }: Schema): Arbitrary<Json> {
    if (additionalProperties && Object.keys(properties).length === 0) {
      return fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 3 });
    }
    const values = Object.entries(properties).map(([name, schema]) => [name, this.of(schema, name)] as const);
    return fc.record(Object.fromEntries(values), { requiredKeys: required.filter((name) => name in properties) });
  }
}

/** Short ones, and now and then the longest that is allowed. */
const textWithin = (least: number, most: number): Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.string({ minLength: least, maxLength: Math.min(most, 40 + least), size: 'max' }) },
    { weight: 1, arbitrary: fc.constantFrom('x', 'ß', '𝒙').map((sign) => sign.repeat(most / sign.length)) },
  );
