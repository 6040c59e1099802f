import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { type ListDefinition, type ListField, shownFields } from './list-definition.js';
import { MAX_PAGE_SIZE } from './list-request.js';

const optional = (name: string, schema: object, description?: string) =>
  ApiQuery({ name, required: false, schema, description } as never);

const PAGE = { type: 'integer', minimum: 1, default: 1 };
const PAGE_SIZE = { type: 'integer', minimum: 1, maximum: MAX_PAGE_SIZE };
const CURSOR = optional('cursor', { type: 'string' }, 'As `next` and `previous` give it.');

/** Describes, in the OpenAPI document, what a list takes: paging, ordering, fields, and a parameter for each filter. */
export function ListParameters(definition: ListDefinition): MethodDecorator {
  const { fields, ordering, search } = definition;
  const entries = Object.entries(fields);
  const sortable = entries.filter(([, field]) => field.sort).map(([name]) => name);
  return applyDecorators(
    optional('page', PAGE, 'Of the first 10,000 items; further on follow `next`.'),
    optional('pageSize', { ...PAGE_SIZE, default: 20 }),
    CURSOR,
    optional(
      'ordering',
      { type: 'string', default: ordering },
      `Any of ${sortable.join(', ')}; "-" in front: descending.`,
    ),
    optional('fields', { type: 'string' }, `Any of ${shownFields(definition).join(', ')}; all when absent.`),
    ...(search ? [optional('search', { type: 'string', maxLength: 100 }, `Beginning of ${search.join(' or ')}.`)] : []),
    ...entries
      .filter(([, field]) => field.filter)
      .map(([name, field]) =>
        optional(name, schemaOf(field), `Also as \`${name}[operator]\`: ne, gt, gte, lt, lte, in (comma-separated).`),
      ),
  );
}

/** The same for a list that is held in memory. */
export const ShortListParameters = (): MethodDecorator =>
  applyDecorators(optional('page', PAGE), optional('pageSize', PAGE_SIZE, 'All there are when absent.'), CURSOR);

function schemaOf({ type, values }: ListField): object {
  if (values) return { type: 'string', enum: [...values] };
  const schemas = {
    uuid: { type: 'string', format: 'uuid' },
    timestamptz: { type: 'string', format: 'date-time' },
    integer: { type: 'integer' },
    bigint: { type: 'integer' },
    boolean: { type: 'boolean' },
    text: { type: 'string' },
    'text[]': { type: 'string' },
  };
  return schemas[type];
}
