import { buildSchema, type GraphQLResolveInfo, graphqlSync } from 'graphql';
import { expect, it } from 'vitest';
import { requestedFields } from './requested-fields.js';

const schema = buildSchema(`
  type Item { id: ID name: String other: Item }
  type Page { items: [Item!]! count: Int }
  type Query { page: Page }
`);

function requested(source: string): readonly string[] {
  const look = requestedFields('items', (names) => names);
  let found: readonly string[] = [];
  const page = (_args: object, _context: object, info: GraphQLResolveInfo) => {
    found = look(info);
    return null;
  };
  expect(graphqlSync({ schema, source, rootValue: { page } }).errors).toBeUndefined();
  return found;
}

it.each([
  ['{ page { count items { name id } } }', ['id', 'name']],
  ['{ page { items { id } items { name } } page { items { other { id } } } }', ['id', 'name', 'other']],
  ['{ page { all: items { called: name __typename } } }', ['name']],
  [
    '{ page { ...P } } fragment P on Page { ... { items { ...I } } } fragment I on Item { id other { name } }',
    ['id', 'other'],
  ],
  ['{ page { items { id name @include(if: false) } } }', ['id', 'name']],
  ['{ page { count } }', []],
])('%s asks for %j of its items', (source, names) => {
  expect(requested(source)).toEqual(names);
});
