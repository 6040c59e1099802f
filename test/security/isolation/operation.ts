import type { INestApplication } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  type GraphQLField,
  GraphQLInt,
  type GraphQLOutputType,
  getNamedType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Demand } from '#platform/http/demands.js';
import type { Json } from '#test/support/practice.js';
import type { Caller } from './callers.js';
import type { Entry } from './entry.js';
import { GRAPHQL_ENTRIES } from './graphql-entries.js';
import type { KindName } from './objects.js';
import { REST_ENTRIES } from './rest-entries.js';
import { type RunningOperations, runningOperations } from './running-operations.js';

export interface Outcome {
  readonly status: number;
  /** As it came. */
  readonly text: string;
}

export interface Call {
  readonly caller: Caller;
  /** By name of the parameter or field. */
  readonly ids: Readonly<Record<string, string>>;
  /** Unlike that of any other call. */
  readonly n: number;
  /** By which its events are found. */
  readonly correlationId: string;
  /** Besides those of the caller. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Operation {
  readonly door: 'rest' | 'graphql';
  readonly name: string;
  readonly demand: Demand;
  readonly entry: Entry;
  readonly mutates: boolean;
  readonly send: (call: Call) => Promise<Outcome>;
}

/** What an operation refers to, by name of the parameter or field. */
export const referencesOf = ({ entry: { ids = {}, refs = {} } }: Operation): [string, KindName][] =>
  Object.entries({ ...ids, ...refs });

/** Those that have both an entry and a handler. @param entries of REST; default: all */
export async function operationsOf(
  app: INestApplication,
  { rest = REST_ENTRIES, graphql = GRAPHQL_ENTRIES } = {},
): Promise<Operation[]> {
  const running = runningOperations(app);
  const url = await app.getUrl();
  return [
    ...Object.entries(rest).flatMap(([name, entry]) => restOperation(url, name, entry, running.rest)),
    ...Object.entries(graphql).flatMap(([name, { twin, ...own }]) =>
      graphqlOperation(app, url, name, { ...rest[twin], ...own }, running.graphql),
    ),
  ];
}

const headersOf = ({ caller, correlationId, headers }: Call) => ({
  ...caller.headers,
  'x-correlation-id': correlationId,
  ...headers,
});

function restOperation(url: string, name: string, entry: Entry, running: RunningOperations): Operation[] {
  const demand = running.get(name);
  if (!demand) return [];
  const [method = '', path = ''] = name.split(' ');
  const send = async (call: Call): Promise<Outcome> => {
    const address = new URL(
      path.replace(/\{(\w+)\}/g, (_all, key: string) => call.ids[key] ?? ''),
      url,
    );
    const inQuery = Object.entries(call.ids).filter(([key]) => entry.ids?.[key] && !path.includes(`{${key}}`));
    address.search = new URLSearchParams([...inQuery, ...Object.entries(entry.query ?? {})]).toString();
    const inBody = Object.entries(call.ids).filter(([key]) => entry.refs?.[key]);
    const body = entry.body && JSON.stringify({ ...entry.body(call.n), ...Object.fromEntries(inBody) });
    const type = entry.media?.type ?? (body && 'application/json');
    const response = await fetch(address, {
      method: method.toUpperCase(),
      headers: { ...headersOf(call), ...(type && { 'content-type': type }) },
      body: entry.media ? new Uint8Array(entry.media.bytes) : body,
    });
    return { status: response.status, text: await response.text() };
  };
  return [{ door: 'rest', name, demand, entry, mutates: method !== 'get', send }];
}

function graphqlOperation(
  app: INestApplication,
  url: string,
  name: string,
  entry: Entry,
  running: RunningOperations,
): Operation[] {
  const demand = running.get(name);
  const { schema } = app.get(GraphQLSchemaHost);
  const mutation = schema.getMutationType()?.getFields()[name];
  const field = mutation ?? schema.getQueryType()?.getFields()[name];
  if (!demand || !field) return [];
  const document = documentOf(mutation ? 'mutation' : 'query', field);
  const send = async (call: Call): Promise<Outcome> => {
    const response = await fetch(new URL('/graphql', url), {
      method: 'POST',
      headers: { ...headersOf(call), 'content-type': 'application/json' },
      body: JSON.stringify({ query: document, variables: variablesOf(field, entry, call) }),
    });
    const text = await response.text();
    return { status: statusOf(response.status, JSON.parse(text)), text };
  };
  return [{ door: 'graphql', name, demand, entry, mutates: Boolean(mutation), send }];
}

function variablesOf({ args }: GraphQLField<unknown, unknown>, entry: Entry, { ids, n }: Call): object {
  const names = new Set(args.map(({ name }) => name));
  const isOf =
    (kinds: object | undefined) =>
    ([key]: [string, string]) =>
      Boolean(kinds && key in kinds);
  const given = Object.entries(ids).filter(isOf(entry.ids));
  const asked = [...given, ...Object.entries(entry.query ?? {})];
  const numbers = new Set(args.filter(({ type }) => getNamedType(type) === GraphQLInt).map(({ name }) => name));
  const direct = asked
    .filter(([key]) => names.has(key))
    .map(([key, value]) => [key, numbers.has(key) ? Number(value) : value]);
  const filter = Object.fromEntries(asked.filter(([key]) => !names.has(key)));
  const input = { ...entry.body?.(n), ...Object.fromEntries(Object.entries(ids).filter(isOf(entry.refs))) };
  return {
    ...Object.fromEntries(direct),
    ...(names.has('filter') && { filter }),
    ...(names.has('input') && { input }),
  };
}

/** Asks for all that needs no argument, two objects deep. */
function documentOf(kind: string, { name, args, type }: GraphQLField<unknown, unknown>): string {
  const declared = args.map((arg) => `$${arg.name}: ${arg.type}`).join(', ');
  const passed = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  return `${kind}${declared && `(${declared})`} { ${name}${passed && `(${passed})`}${selection(type, 3)} }`;
}

function selection(type: GraphQLOutputType, depth: number): string {
  const named = getNamedType(type);
  if (isLeafType(named) || !isObjectType(named)) return '';
  const fields = Object.values(named.getFields()).filter(
    (field) =>
      !field.args.some((arg) => isNonNullType(arg.type)) && (depth > 1 || isLeafType(getNamedType(field.type))),
  );
  return ` { ${fields.map((field) => field.name + selection(field.type, depth - 1)).join(' ')} }`;
}

/** The status that the same has over REST. */
function statusOf(status: number, { errors = [] }: Json): number {
  // Of the operation itself; a single field may be out of the caller's reach.
  const error = errors.find(({ path }: Json) => !path || path.length === 1);
  if (!error) return status;
  const { code } = error.extensions;
  if (code === 'PERMISSION_DENIED') return 403;
  if (code.endsWith('_NOT_FOUND')) return 404;
  if (code.endsWith('_CONFLICT')) return 409;
  return ({ UNAUTHENTICATED: 401, INTERNAL_ERROR: 500 } as Record<string, number>)[code] ?? 422;
}
