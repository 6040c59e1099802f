import { Ajv2019, type ValidateFunction } from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import type { Schema } from './schema-values.js';

type Plain = Record<string, unknown>;

const AT = 'document';

/** Holds values against schemas of one document, which are taken to tell everything: fields that they do not name are wrong. */
export class ClosedSchemas {
  readonly #ajv = new Ajv2019({ strict: false, allErrors: true, allowUnionTypes: true });
  readonly #compiled = new Map<Schema, { whole: ValidateFunction; part?: ValidateFunction }>();

  constructor(schemas: Readonly<Record<string, Schema>> = {}) {
    addFormats.default(this.#ajv);
    this.#add(AT, schemas, false);
    this.#add(`${AT}-parts`, schemas, true);
  }

  /**
   * @param partly where the caller asked for some fields only: then none has to be there
   * @returns what is wrong, in words
   */
  problems(schema: Schema, value: unknown, partly = false): string[] {
    const compiled = this.#compiled.get(schema) ?? { whole: this.#compile(schema, false) };
    if (partly) compiled.part ??= this.#compile(schema, true);
    this.#compiled.set(schema, compiled);
    const validate = (partly && compiled.part) || compiled.whole;
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) =>
      `${instancePath || 'the whole'} ${message} ${JSON.stringify(params)}`.trim(),
    );
  }

  #add(name: string, schemas: Readonly<Record<string, Schema>>, partly: boolean): void {
    this.#ajv.addSchema({ $id: name, components: { schemas: closed(schemas, partly, name) as object } });
  }

  #compile(schema: Schema, partly: boolean): ValidateFunction {
    return this.#ajv.compile(closed(schema, partly, partly ? `${AT}-parts` : AT, true) as object);
  }
}

/** OpenAPI 3.0 as JSON Schema: `nullable` becomes a type, and objects with fields have no others. */
function closed(value: unknown, partly: boolean, document: string, outermost = false): unknown {
  if (Array.isArray(value)) return value.map((part) => closed(part, partly, document));
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...schema } = Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, name === 'enum' ? part : closed(part, partly, document)]),
  ) as Plain;
  if (typeof schema.$ref === 'string') schema.$ref = schema.$ref.replace(/^#/, `${document}#`);
  const isObject = schema.type === 'object' && typeof schema.properties === 'object';
  if (isObject && schema.additionalProperties === undefined) schema.unevaluatedProperties = false;
  // The envelope is always whole.
  if (partly && !outermost) delete schema.required;
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
}
