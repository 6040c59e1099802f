import { buildSchema, getIntrospectionQuery, parse, specifiedRules, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { ApplicationError } from '../errors/application-error.js';
import { QUERY_LIMITS } from './query-limits.js';
import { QueryLimitsRule } from './query-limits-rule.js';

const schema = buildSchema(`
  type Person { name: String friends: [Person!]! roles: [String!]! page(pageSize: Int): People! }
  type People { items: [Person!]! count: Int! }
  type Query { me: Person people(pageSize: Int, page: Int): People! list(limit: Int): [Person!]! }
`);

const refusals = (query: string, rules = [QueryLimitsRule]) =>
  validate(schema, parse(query), rules).map(({ originalError }) => (originalError as ApplicationError).code);

const nested = (levels: number) => `{ me ${'{ friends '.repeat(levels)}{ name }${' }'.repeat(levels)} }`;
const times = (count: number, text: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => text(n)).join(' ');

describe('a query', () => {
  it('may nest so deep and not deeper', () => {
    // me, then friends, then name
    expect(refusals(nested(QUERY_LIMITS.depth - 2))).not.toContain('QUERY_TOO_DEEP');
    expect(refusals(nested(QUERY_LIMITS.depth - 1))).toContain('QUERY_TOO_DEEP');
  });

  it('is no less deep for being written in fragments, or for fields that do not exist', () => {
    const levels = QUERY_LIMITS.depth;
    const chain = times(levels, (n) => `fragment F${n} on Person { friends { ...F${n + 1} } }`);
    expect(refusals(`{ me { ...F0 } } ${chain} fragment F${levels} on Person { name }`)).toContain('QUERY_TOO_DEEP');
    expect(refusals(`{ nothing ${'{ nothing '.repeat(levels)}${' }'.repeat(levels)} }`)).toContain('QUERY_TOO_DEEP');
  });

  it.each([
    ['{ people(pageSize: 100) { items { friends { name } } } }', 0],
    ['{ people(pageSize: 100) { items { page(pageSize: 100) { items { name } } } } }', 0],
    ['{ people(pageSize: 100) { items { page(pageSize: 100) { items { name roles } } } } }', 1],
    ['query ($n: Int) { people(pageSize: $n) { items { page(pageSize: $n) { items { name roles } } } } }', 1],
    ['{ people(pageSize: 99999999) { items { page(pageSize: 20) { items { name roles } } } } }', 0],
    ['{ people { items { page { items { name roles } } } } }', 0],
    [
      '{ list(limit: 100) { page(pageSize: 100) { ...People } } } fragment People on People { items { name roles } }',
      1,
    ],
    ['{ list(limit: null) { friends { friends { friends { name } } } } }', 0],
    ['{ list(limit: 100) { friends { friends { friends { name } } } } }', 1],
  ])('costs as many values as its answer may hold: %s', (query, refused) => {
    expect(refusals(query)).toEqual(refused ? ['QUERY_TOO_COMPLEX'] : []);
  });

  it('starts only so many operations, however they are written', () => {
    const most = QUERY_LIMITS.rootFields;
    expect(refusals(`{ ${times(most, (n) => `a${n}: me { name }`)} }`)).toEqual([]);
    expect(refusals(`{ ${times(most + 1, (n) => `a${n}: me { name }`)} }`)).toEqual(['QUERY_TOO_MANY_ROOT_FIELDS']);
    const [half, rest] = [6, 6].map((count, at) => times(count, (n) => `a${at}${n}: me { name }`));
    expect(refusals(`{ ...F ... on Query { ${rest} } } fragment F on Query { ${half} }`)).toEqual([
      'QUERY_TOO_MANY_ROOT_FIELDS',
    ]);
  });

  it('has only so many aliases', () => {
    expect(refusals(`{ me { ${times(QUERY_LIMITS.aliases, (n) => `a${n}: name`)} } }`)).toEqual([]);
    expect(refusals(`{ me { ${times(QUERY_LIMITS.aliases + 1, (n) => `a${n}: name`)} } }`)).toEqual([
      'QUERY_TOO_MANY_ALIASES',
    ]);
  });

  it('may introspect, as the tools do, but not over and over', () => {
    expect(refusals(getIntrospectionQuery({ descriptions: true, oneOf: true }))).toEqual([]);
    expect(refusals('{ a: __schema { types { name } } }')).toEqual(['QUERY_TOO_MANY_ALIASES']);
    expect(refusals('{ __type(name: "Person") { a: fields { name } b: fields { name } } }')).toEqual([
      'QUERY_TOO_MANY_ALIASES',
    ]);
    expect(refusals('{ me { a: __typename } }')).toEqual([]);
  });

  it('of fragments that multiply is weighed in no time', () => {
    const last = 40;
    const bomb = times(last, (n) => `fragment F${n} on Person { ${times(10, () => `...F${n + 1}`)} }`);
    expect(refusals(`{ me { ...F0 } } ${bomb} fragment F${last} on Person { name }`)).toEqual(['QUERY_TOO_COMPLEX']);
  });

  it('whose fragments spread themselves comes to an end, and is refused for that', () => {
    const endless = '{ me { ...A } } fragment A on Person { friends { ...B } } fragment B on Person { ...A }';
    expect(
      validate(schema, parse(endless), [...specifiedRules, QueryLimitsRule]).map(({ message }) => message),
    ).toEqual(['Cannot spread fragment "A" within itself via "B".']);
  });

  it('is held to the limits in each of its operations', () => {
    const two = `query Small { me { name } } query Large ${nested(QUERY_LIMITS.depth)}`;
    expect(refusals(two)).toContain('QUERY_TOO_DEEP');
  });
});
