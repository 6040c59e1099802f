import { element } from './element.js';
import { resolve } from './resolve.js';

const DEEPEST = 8;
const CONSTRAINTS = [
  'format',
  'pattern',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'default',
];

/** A JSON Schema as nested rows: name, type, constraints, description. Ends at 8 levels, as a schema may contain itself. */
export function schemaView(api, reference, depth = 0) {
  const schema = merged(api, reference);
  const rows = Object.entries(schema.properties ?? {});
  if (rows.length === 0) return element('p', { className: 'schema' }, ...facts(schema));
  const required = new Set(schema.required ?? []);
  return element(
    'ul',
    { className: 'schema' },
    ...rows.map(([name, each]) => propertyRow(api, name, each, required.has(name), depth)),
  );
}

function propertyRow(api, name, reference, required, depth) {
  const schema = merged(api, reference);
  const inner = schema.properties ? schema : schema.items && merged(api, schema.items);
  return element(
    'li',
    {},
    element('code', {}, name),
    required ? element('abbr', { title: 'required' }, '*') : '',
    ' ',
    ...facts(schema, inner),
    inner?.properties && depth < DEEPEST ? schemaView(api, inner, depth + 1) : '',
  );
}

function facts(schema, items) {
  const constraints = CONSTRAINTS.filter((name) => name in schema).map(
    (name) => `${name} ${JSON.stringify(schema[name])}`,
  );
  const type = typeName(schema) + (schema.items && items ? ` of ${typeName(items)}` : '');
  return [
    element('span', { className: 'type' }, [type, ...constraints].join(', ')),
    ' ',
    element('span', { className: 'description' }, schema.description ?? ''),
  ];
}

function typeName(schema) {
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const alternatives = schema.oneOf ?? schema.anyOf;
  if (alternatives) return alternatives.map(typeName).join(' | ');
  return [schema.type ?? (schema.properties ? 'object' : 'any')].flat().join(' | ');
}

/** `allOf` as one schema: later parts refine the properties of earlier ones. */
function merged(api, reference) {
  const { allOf = [], ...own } = resolve(api, reference);
  if (allOf.length === 0) return own;
  const parts = [...allOf.map((part) => merged(api, part)), own];
  const properties = {};
  for (const [name, schema] of parts.flatMap((part) => Object.entries(part.properties ?? {}))) {
    properties[name] = { ...properties[name], ...schema };
  }
  return Object.assign({}, ...parts, { properties, required: parts.flatMap((part) => part.required ?? []) });
}
