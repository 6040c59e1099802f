import {
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Json } from '#test/support/practice.js';
import type { ClosedSchemas } from './closed-schemas.js';
import type { GraphqlRequest } from './graphql-documents.js';
import { leaksIn } from './leaks.js';
import { UNIFIED_ERROR } from './rest-answers.js';
import type { WireAnswer } from './wire.js';

const CODE = /^[A-Z][A-Z_]*$/;
const SCALARS: Readonly<Record<string, (value: unknown) => boolean>> = {
  ID: (value) => typeof value === 'string',
  String: (value) => typeof value === 'string',
  Int: (value) => Number.isInteger(value),
  Float: (value) => typeof value === 'number',
  Boolean: (value) => typeof value === 'boolean',
  JSON: () => true,
};

interface Asked {
  readonly type: GraphQLOutputType | undefined;
  readonly selections: SelectionSetNode[];
  /** `@skip` or `@include` stands somewhere above it. */
  readonly perhaps: boolean;
}

/** What is wrong with an answer, in words. */
export function graphqlProblems(
  schema: GraphQLSchema,
  unified: ClosedSchemas,
  request: GraphqlRequest,
  { status, text, json, requestId }: WireAnswer,
): string[] {
  const problems = leaksIn(text, JSON.stringify(request));
  if (status >= 500) problems.push(`the status is ${status}`);
  if (json === undefined) return [...problems, 'the answer is no JSON'];
  // What never came to the engine, such as broken JSON.
  if (json.success === false) return [...problems, ...unified.problems(UNIFIED_ERROR, json)];
  const { data, errors, ...more } = json;
  if (Object.keys(more).length > 0) problems.push(`there is more than data and errors: ${Object.keys(more)}`);
  if (errors !== undefined && !(Array.isArray(errors) && errors.length > 0))
    problems.push('errors is no list, or empty');
  problems.push(...(errors ?? []).flatMap((error: Json) => errorProblems(error, requestId)));
  if (data == null && !errors) problems.push('there are neither data nor errors');
  if (status >= 400 && data != null) problems.push(`there are data, with status ${status}`);
  if (data != null) problems.push(...misfits(schema, request, data));
  return problems;
}

function errorProblems({ message, extensions, locations, path, ...more }: Json, requestId: string): string[] {
  const { code, details, timestamp, requestId: told, ...others } = extensions ?? {};
  const problems: string[] = [];
  if (typeof message !== 'string' || message === '') problems.push('an error has no message');
  if (!CODE.test(code)) problems.push(`"${code}" is not the form of a code`);
  if (code === 'INTERNAL_ERROR') problems.push(`INTERNAL_ERROR at ${path}`);
  if (typeof details !== 'object' || Number.isNaN(Date.parse(timestamp)))
    problems.push('an error lacks details or time');
  if (told !== requestId) problems.push('the request’s ids differ');
  const extra = [...Object.keys(more), ...Object.keys(others)];
  if (extra.length > 0) problems.push(`an error has more: ${extra}`);
  return problems;
}

/** Where the data are not what was asked for, or not of the schema's types. */
export function misfits(schema: GraphQLSchema, { query, operationName }: GraphqlRequest, data: Json): string[] {
  const { definitions } = parse(query);
  const operations = definitions.filter(
    (each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION,
  );
  const operation = operations.find(({ name }) => name?.value === operationName) ?? operations[0];
  const fragments = new Map(
    definitions
      .filter((each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const root = operation && schema.getRootType(operation.operation);
  return root ? [...objectMisfits(root, [operation.selectionSet], data, 'data', fragments)] : ['nothing was asked for'];
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

function* objectMisfits(
  type: GraphQLObjectType,
  selections: readonly SelectionSetNode[],
  value: Json,
  at: string,
  fragments: Fragments,
): Generator<string> {
  const asked = new Map<string, Asked>();
  for (const { selections: nodes } of selections) gather(type, nodes, false, fragments, asked);
  for (const name of Object.keys(value)) if (!asked.has(name)) yield `${at}.${name} was not asked for`;
  for (const [name, { type: expected, selections: inner, perhaps }] of asked) {
    if (!Object.hasOwn(value, name)) {
      if (!perhaps) yield `${at}.${name} is missing`;
    } else if (expected) yield* valueMisfits(expected, inner, value[name], `${at}.${name}`, fragments);
  }
}

function* valueMisfits(
  type: GraphQLOutputType,
  selections: readonly SelectionSetNode[],
  value: Json,
  at: string,
  fragments: Fragments,
): Generator<string> {
  if (isNonNullType(type)) {
    if (value === null) yield `${at} is null`;
    else yield* valueMisfits(type.ofType, selections, value, at, fragments);
  } else if (value === null) return;
  else if (isListType(type)) {
    if (!Array.isArray(value)) yield `${at} is no list`;
    else for (const one of value) yield* valueMisfits(type.ofType, selections, one, at, fragments);
  } else if (isObjectType(type)) {
    if (typeof value !== 'object') yield `${at} is no object`;
    else yield* objectMisfits(type, selections, value, at, fragments);
  } else {
    const { name } = getNamedType(type);
    const fits = isEnumType(type) ? type.getValue(value) !== undefined : (SCALARS[name]?.(value) ?? true);
    if (!fits) yield `${at} is no ${name}: ${JSON.stringify(value)}`;
  }
}

function gather(
  type: GraphQLObjectType,
  nodes: readonly SelectionNode[],
  perhaps: boolean,
  fragments: Fragments,
  into: Map<string, Asked>,
): void {
  for (const node of nodes) {
    const unsure = perhaps || (node.directives?.length ?? 0) > 0;
    if (node.kind === Kind.FIELD) {
      const name = node.alias?.value ?? node.name.value;
      const before = into.get(name);
      const selections = [...(before?.selections ?? []), ...(node.selectionSet ? [node.selectionSet] : [])];
      into.set(name, {
        type: type.getFields()[node.name.value]?.type,
        selections,
        perhaps: unsure && before?.perhaps !== false,
      });
    } else {
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node;
      if (fragment) gather(type, fragment.selectionSet.selections, unsure, fragments, into);
    }
  }
}
