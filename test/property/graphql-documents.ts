import fc, { type Arbitrary, type GeneratorValue } from 'fast-check';
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { SITE_ACCESS } from '#accounts/model/account-settings.js';
import { OFFERED_PLAN_NAMES } from '#accounts/model/plans.js';
import { DEMO_PASSWORD } from '#apps/standalone/demo-practice.js';
import type { Json } from '#test/support/practice.js';
import { instants, type KnownValues } from './known-values.js';
import { nastyText, nastyValue } from './nasty-values.js';
import { nearMiss } from './near-misses.js';

export interface GraphqlRequest {
  readonly query: string;
  readonly variables?: Json;
  readonly operationName?: Json;
}

const DEEPEST = 4;

const newPassword = fc.nat().map((n) => `violet harbour ${n}`);

/** What would mostly be refused, together with everything else that is asked for. */
const seldom = (...texts: string[]): Arbitrary<Json> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constantFrom(...texts) });

/** Values of fields whose type says no more than that they are texts or numbers, by the field's name. */
const TEXTS: Readonly<Record<string, Arbitrary<Json>>> = {
  durationMinutes: fc.constantFrom(30, 45, 60, 90),
  sessionType: fc.constantFrom('individual', 'couple', 'group', 'intake'),
  status: fc.constantFrom('scheduled', 'started', 'completed', 'cancelled'),
  roles: fc.constantFrom('patient', 'therapist', 'viewer'),
  startsAt: instants,
  startsAtFrom: instants,
  startsAtTo: instants,
  birthDate: fc.constantFrom('1980-12-31', '2000-02-29'),
  page: fc.integer({ min: 1, max: 3 }),
  pageSize: fc.integer({ min: 1, max: 30 }),
  limit: fc.integer({ min: 1, max: 30 }),
  cursor: seldom('', 'WzAsMV0', 'abc'),
  ordering: seldom('-createdAt', 'id', 'nothing'),
  password: fc.oneof(fc.constant(DEMO_PASSWORD), newPassword),
  next: newPassword,
  // The others leave out what much else needs.
  plan: fc.constantFrom(...Array<string>(9).fill('enterprise'), ...OFFERED_PLAN_NAMES),
  siteAccess: fc.constantFrom(...SITE_ACCESS),
  type: fc.constantFrom('therapy_session', 'nothing'),
  active: fc.constantFrom('true', 'false'),
  at: instants,
  expiresAt: instants,
  profilePicture: fc.constant('https://pictures.test/1.png'),
  slug: fc.nat({ max: 1e6 }).map((n) => `practice-${n}`),
};

const freshEmail = fc.nat({ max: 1e9 }).map((n) => `anybody-${n}@demo.test`);

/** Writes requests for one query or mutation. All values go as variables. */
export class GraphqlDocuments {
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly known: KnownValues,
  ) {}

  get operations(): { kind: 'query' | 'mutation'; field: GraphQLField<unknown, unknown> }[] {
    const of = (
      kind: 'query' | 'mutation',
      type = kind === 'query' ? this.schema.getQueryType() : this.schema.getMutationType(),
    ) => Object.values(type?.getFields() ?? {}).map((field) => ({ kind, field }));
    return [...of('query'), ...of('mutation')];
  }

  requestsFor(kind: 'query' | 'mutation', field: GraphQLField<unknown, unknown>): Arbitrary<GraphqlRequest> {
    const right = this.#right(kind, field);
    return fc.oneof(
      { weight: 5, arbitrary: right },
      { weight: 4, arbitrary: this.#withWrongVariables(kind, field) },
      { weight: 3, arbitrary: right.chain((request) => torn(request)) },
    );
  }

  #right(kind: string, field: GraphQLField<unknown, unknown>): Arbitrary<GraphqlRequest> {
    return fc
      .tuple(this.#document(kind, field), this.#variables(field))
      .map(([query, variables]) => ({ query, variables }));
  }

  #withWrongVariables(kind: string, field: GraphQLField<unknown, unknown>): Arbitrary<GraphqlRequest> {
    const variables = fc.oneof(
      { weight: 5, arbitrary: nearMiss(this.#variables(field)) },
      { weight: 1, arbitrary: nastyValue },
    );
    return fc.tuple(this.#document(kind, field), variables).map(([query, wrong]) => ({ query, variables: wrong }));
  }

  #document(kind: string, { name, args, type }: GraphQLField<unknown, unknown>): Arbitrary<string> {
    const head = args.length > 0 ? `(${args.map((arg) => `$${arg.name}: ${arg.type}`).join(', ')})` : '';
    const given = args.length > 0 ? `(${args.map((arg) => `${arg.name}: $${arg.name}`).join(', ')})` : '';
    return fc.gen().map((draw) => `${kind} ${head} { ${name}${given}${this.#selection(draw, type, DEEPEST)} }`);
  }

  #selection(draw: GeneratorValue, type: GraphQLOutputType, depth: number): string {
    const named = getNamedType(type);
    if (!isObjectType(named)) return '';
    const fields = Object.values(named.getFields()).filter(
      ({ type: inner }) => depth > 1 || !isObjectType(getNamedType(inner)),
    );
    const chosen = draw(fc.subarray, fields, { minLength: 1, maxLength: Math.min(6, fields.length) });
    const written = chosen.map((field) => {
      const text = `${field.name}${this.#selection(draw, field.type, depth - 1)}`;
      const form = draw(fc.integer, { min: 0, max: 24 });
      if (form === 0) return `again: ${text}`;
      if (form === 1) return `__proto__: ${text}`;
      if (form === 2) return `... on ${named.name} { ${text} }`;
      if (form === 3) return `${text} @include(if: true)`;
      return form === 4 ? `... @skip(if: false) { ${text} }` : text;
    });
    return ` { __typename ${written.join(' ')} }`;
  }

  #variables({ name, args }: GraphQLField<unknown, unknown>): Arbitrary<Json> {
    return this.#record(args, name);
  }

  /** @param of the operation's name, which tells what its `id` is of */
  #record(args: readonly Pick<GraphQLArgument, 'name' | 'type'>[], of: string): Arbitrary<Json> {
    const needed = args.filter(({ type }) => isNonNullType(type)).map(({ name }) => name);
    const values = args.map(({ name, type }) => [name, this.#value(type, name, of)] as const);
    return fc.record(Object.fromEntries(values), { requiredKeys: needed });
  }

  #value(type: GraphQLInputType, name: string, of: string): Arbitrary<Json> {
    if (isNonNullType(type)) return this.#value(type.ofType, name, of);
    if (isListType(type)) {
      const some = fc.array(this.#value(type.ofType, name, of), { minLength: 1, maxLength: 3 });
      return fc.oneof({ weight: 9, arbitrary: some }, { weight: 1, arbitrary: fc.constant([]) });
    }
    if (isInputObjectType(type)) return this.#record(Object.values(type.getFields()), of);
    const special = TEXTS[name] ?? this.known.text(name);
    if (special) return name === 'email' ? fc.oneof(special, freshEmail, freshEmail) : special;
    switch (type.name) {
      case 'ID':
        return this.known.id(name === 'id' ? of : name);
      case 'Int':
        return fc.integer({ min: -5, max: 200 });
      case 'Boolean':
        return fc.boolean();
      case 'Float':
        return fc.double({ noNaN: true });
      default:
        return fc.string({ minLength: 1, maxLength: 30 });
    }
  }
}

/** A request that was in order, with its text, its variables or its form broken. */
const torn = ({ query, variables }: GraphqlRequest): Arbitrary<GraphqlRequest> =>
  fc.oneof(
    fc
      .tuple(
        fc.nat({ max: query.length }),
        fc.nat({ max: 8 }),
        fc.constantFrom('', '{', '}', '(', '$', '"', '"""', '...', '@', '#', '\u0000', '\ud800'),
      )
      .map(([at, length, put]) => ({ query: query.slice(0, at) + put + query.slice(at + length), variables })),
    fc.constantFrom('nothing', '__schema', '__typename', 'constructor', 'id').map((name) => ({
      query: query.replace(/\{ (\w+)/, `{ ${name}`),
      variables,
    })),
    fc.constant({ query: `${query} ${query}`, variables }),
    nastyValue.map((operationName) => ({ query, variables, operationName })),
    nastyValue.map((instead) => ({ query: instead, variables })),
    fc.integer({ min: 2, max: 60 }).map((times) => ({
      query: `{ ${Array.from({ length: times }, (_, n) => `a${n}: me { id }`).join(' ')} }`,
    })),
    fc
      .integer({ min: 2, max: 400 })
      .map((times) => ({ query: `{ me ${'{ events { id '.repeat(times)} ${'} }'.repeat(times)} }` })),
    fc.integer({ min: 2, max: 60_000 }).map((length) => ({ query: `{ me { id } } # ${'x'.repeat(length)}` })),
    fc.constantFrom(
      { query: 'query { me { ...a } } fragment a on User { ...b } fragment b on User { ...a }' },
      { query: 'fragment a on User { id }' },
      { query: 'query ($constructor: ID!) { user(id: $constructor) { id } }', variables: { constructor: 1 } },
      { query: 'query ($__proto__: ID!) { user(id: $__proto__) { id } }' },
      { query: 'subscription { me { id } }' },
      { query: '{ me { id @deprecated @skip @include(if: $x) } }' },
      { query: '{ __schema { types { name fields { type { ofType { ofType { name } } } } } } }' },
      { query: '{ __type(name: "__proto__") { name } }' },
      { query: '{ user(id: {a: [1, {b: null}]}) { id } }' },
      { query: 'mutation { deleteUser(id: "x") deleteUser(id: "y") }' },
      { query: 'type Query { a: Int }' },
      { query: 'query ($x: JSON = {a: 1}) { me { id } user(id: $x) { id } }', variables: { x: 1 } },
      { query: '{"kind":"Document","definitions":[]}' },
    ),
    nastyText.map((text) => ({ query: `{ user(id: ${JSON.stringify(text.toWellFormed())}) { id } }` })),
  );
