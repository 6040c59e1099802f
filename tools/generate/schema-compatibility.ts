import { isDeepStrictEqual } from 'node:util';

/** JSON Schema, as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** For people only; they may change. */
const ANNOTATIONS = ['title', 'description', 'examples', 'default', '$comment', 'deprecated'];

/**
 * How `next` breaks those who know `published`, be they readers of new data or data of old. Only optional fields may be
 * added to objects; everything else must stay as it is.
 * @param path of the described value, for the sentences
 */
export function incompatibilities(published: JsonSchema, next: JsonSchema, path = 'data'): string[] {
  const before = parts(published);
  const after = parts(next);
  if (!isDeepStrictEqual(before.rest, after.rest) || isSchema(before.items) !== isSchema(after.items)) {
    return [`${path} changed from ${JSON.stringify(published)} to ${JSON.stringify(next)}`];
  }
  const known = Object.entries(before.fields).flatMap(([name, schema]) => {
    const same = after.fields[name];
    if (!same) return [`${path}.${name} was removed`];
    const optional = !after.required.includes(name);
    return [
      ...(optional && before.required.includes(name) ? [`${path}.${name} became optional`] : []),
      ...(!optional && !before.required.includes(name) ? [`${path}.${name} became required`] : []),
      ...incompatibilities(schema, same, `${path}.${name}`),
    ];
  });
  const added = after.required
    .filter((name) => !before.fields[name])
    .map((name) => `${path}.${name} is new and required`);
  const items =
    isSchema(before.items) && isSchema(after.items) ? incompatibilities(before.items, after.items, `${path}[]`) : [];
  return [...known, ...added, ...items];
}

function parts(schema: JsonSchema) {
  const { properties = {}, required = [], items, ...others } = schema;
  return {
    fields: properties as Readonly<Record<string, JsonSchema>>,
    required: required as readonly string[],
    items,
    rest: Object.fromEntries(Object.entries(others).filter(([keyword]) => !ANNOTATIONS.includes(keyword))),
  };
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
