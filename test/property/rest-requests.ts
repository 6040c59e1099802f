import fc, { type Arbitrary } from 'fast-check';
import type { Json } from '#test/support/practice.js';
import { BYSTANDER_ACCOUNT } from './bystander.js';
import { type CallerKind, callerKinds } from './callers.js';
import type { KnownValues } from './known-values.js';
import { nastyText, nastyValue, TREACHEROUS_NAMES } from './nasty-values.js';
import { nearMiss } from './near-misses.js';
import type { Parameter, RestOperation } from './rest-operations.js';
import type { Schema, SchemaValues } from './schema-values.js';
import type { WireRequest } from './wire.js';

export interface RestRequest extends WireRequest {
  readonly from: CallerKind;
}

const JSON_TYPE = 'application/json';
const OPERATORS = ['ne', 'gt', 'gte', 'lt', 'lte', 'in', 'like', 'constructor', ''];

/** Requests for one operation: in order, nearly so, and garbage. */
export function requestsFor(
  operation: RestOperation,
  values: SchemaValues,
  known: KnownValues,
): Arbitrary<RestRequest> {
  const { method, parameters, body } = operation;
  const right = body ? values.of(body) : undefined;
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const make = (
    path: Arbitrary<string>,
    query: Arbitrary<string>,
    text: Arbitrary<string | undefined>,
    from: Arbitrary<CallerKind>,
    headers: Arbitrary<Record<string, string>>,
    methods: Arbitrary<string>,
  ) =>
    fc.tuple(path, query, text, from, headers, methods).map(([at, asked, sent, who, more, how]): RestRequest => {
      const type: Record<string, string> = sent === undefined ? {} : { 'content-type': JSON_TYPE };
      const request = { method: how, path: asked ? `${at}?${asked}` : at, headers: { ...type, ...more }, from: who };
      return sent === undefined || how === 'GET' || how === 'HEAD' ? request : { ...request, body: sent };
    });
  const paths = pathsOf(operation, inPath, values);
  const queries = queriesOf(inQuery, values);
  const asIs = fc.constant(method);
  const plain = takesKey(operation)
    ? fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: keyHeader })
    : fc.constant({});
  const written = (value: Arbitrary<Json> | undefined) =>
    value ? value.map((one) => JSON.stringify(one)) : fc.constant<undefined>(undefined);
  const mostly: Arbitrary<CallerKind> = fc.oneof(
    { weight: 4, arbitrary: fc.constant<CallerKind>('admin') },
    { weight: 1, arbitrary: callerKinds },
  );
  return fc.oneof(
    { weight: 4, arbitrary: make(paths, queries, written(right), mostly, plain, asIs) },
    {
      weight: 4,
      arbitrary: right
        ? make(paths, queries, written(nearMiss(right)), mostly, plain, asIs)
        : make(paths, wrongQueries(inQuery, queries), fc.constant(undefined), mostly, plain, asIs),
    },
    { weight: 2, arbitrary: make(paths, queries, written(right), callerKinds, headersOf(known), asIs) },
    { weight: 2, arbitrary: make(wrongPaths(operation, inPath), queries, written(right), mostly, plain, asIs) },
    { weight: 1, arbitrary: make(paths, wrongQueries(inQuery, queries), garbage, callerKinds, headersOf(known), asIs) },
    { weight: 1, arbitrary: make(paths, queries, garbage, mostly, contentTypes, otherMethods) },
  );
}

export const takesKey = ({ parameters }: RestOperation): boolean =>
  parameters.some((parameter) => parameter.in === 'header' && parameter.name === 'Idempotency-Key');

/** Mostly one that no other request has. */
const keyHeader: Arbitrary<Record<string, string>> = fc
  .oneof({ weight: 4, arbitrary: fc.uuid() }, { weight: 1, arbitrary: fc.constantFrom('one', 'two') })
  .map((key) => ({ 'idempotency-key': key }));

/** As it comes at the end of the path: `/users/{id}` names a user. */
function pathsOf({ path }: RestOperation, parameters: readonly Parameter[], values: SchemaValues): Arbitrary<string> {
  const parts = parameters.map(({ name, schema }) => {
    const [, before = ''] = new RegExp(`([^/]+)/\\{${name}\\}`).exec(path) ?? [];
    const isId = name === 'id' || name.endsWith('Id');
    const described: Schema = isId ? { type: 'string', format: 'uuid' } : (schema ?? { type: 'string' });
    return values.of(described, name === 'id' ? before : name).map(String);
  });
  return fc.tuple(...parts).map((all) => filled(path, parameters, all));
}

const wrongPaths = ({ path }: RestOperation, parameters: readonly Parameter[]): Arbitrary<string> =>
  parameters.length > 0
    ? fc.tuple(...parameters.map(() => nastyText)).map((all) => filled(path, parameters, all))
    : fc.constantFrom('%', '%ff', '/', '//', '/../..', '/x'.repeat(300), ';a=b').map((end) => path + end);

const filled = (path: string, parameters: readonly Parameter[], values: readonly string[]): string =>
  parameters.reduce((done, { name }, at) => done.replace(`{${name}}`, () => encoded(values[at] ?? '')), path);

/** Some things that cannot be encoded go as they are, and some are no encoding. */
const encoded = (text: string): string =>
  /^%([0-9a-f]{2})?$/i.test(text) ? text : encodeURIComponent(text.toWellFormed());

function queriesOf(parameters: readonly Parameter[], values: SchemaValues): Arbitrary<string> {
  const needed = parameters.filter(({ required }) => required);
  const others = parameters.filter(({ required }) => !required);
  const given = (parameter: Parameter) =>
    rightText(parameter, values).map((value) => `${encodeURIComponent(parameter.name)}=${encodeURIComponent(value)}`);
  const some =
    others.length > 0
      ? fc.subarray([...others], { maxLength: Math.min(3, others.length) })
      : fc.constant<Parameter[]>([]);
  return fc
    .option(some, { nil: [], freq: 2 })
    .chain((chosen) => fc.tuple(...[...needed, ...chosen].map(given)))
    .map((parts) => parts.join('&'));
}

/** What cannot be told from the schema of a parameter is told from its description, which names what it takes. */
function rightText({ name, description = '', schema = {} }: Parameter, values: SchemaValues): Arbitrary<string> {
  const [, names] = /^Any of ([\w, ]+);/.exec(description) ?? [];
  if (names) return fc.shuffledSubarray(names.split(', '), { minLength: 1 }).map((some) => some.join(','));
  return values.of(schema, name).map(String);
}

const wrongQueries = (parameters: readonly Parameter[], right: Arbitrary<string>): Arbitrary<string> => {
  const names = [...parameters.map(({ name }) => name), ...TREACHEROUS_NAMES, 'page', 'pageSize', 'cursor', 'a[b][c]'];
  return fc
    .tuple(right, fc.constantFrom(...names), fc.option(fc.constantFrom(...OPERATORS), { freq: 2 }), nastyText)
    .map(([others, name, operator, value]) => {
      const key = encodeURIComponent(operator === null ? name : `${name}[${operator}]`);
      return [others, `${key}=${encodeURIComponent(value.slice(0, 2_000).toWellFormed())}`].filter(Boolean).join('&');
    });
};

const garbage: Arbitrary<string | undefined> = fc.oneof(
  fc.constantFrom(
    '',
    '{',
    '{"a":',
    '[]',
    'null',
    '"text"',
    '7',
    '{"a":1}{"a":1}',
    '{"a":1e999}',
    '{"__proto__":{"admin":true}}',
    '{"constructor":{"prototype":{"admin":true}}}',
    `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
    `{"a":"${'x'.repeat(300_000)}"}`,
    'a=b&c=d',
    '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--x--',
    undefined,
  ),
  nastyValue.map((value) => JSON.stringify(value)),
  fc.string({ unit: 'binary-ascii' }),
);

const contentTypes: Arbitrary<Record<string, string>> = fc
  .constantFrom(
    JSON_TYPE,
    'application/json; charset=utf-16',
    'application/vnd.api+json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'multipart/form-data',
    'text/plain',
    'application/octet-stream',
    '/',
    'x'.repeat(2_000),
  )
  .map((type) => ({ 'content-type': type }));

const otherMethods = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'TRACE');

/** What can stand in a header at all. */
const headerText = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '-1',
    '*',
    ',',
    ';',
    '""',
    '{}',
    'null',
    '__proto__',
    'x'.repeat(300),
    'x'.repeat(6_000),
    'é',
  ),
  fc.stringMatching(/^[\x21-\x7e]{1,40}$/),
);

function headersOf(known: KnownValues): Arbitrary<Record<string, string>> {
  const site = fc.oneof(known.id('site'), headerText);
  const values: Record<string, Arbitrary<string>> = {
    'x-request-id': headerText,
    'x-correlation-id': headerText,
    traceparent: fc.oneof(headerText, fc.constant('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')),
    'idempotency-key': fc.oneof(headerText, fc.constantFrom('one', 'two')),
    'x-site-id': site,
    'x-sector-id': fc.oneof(known.id('sector'), headerText),
    'x-account-id': fc.oneof(fc.constant(BYSTANDER_ACCOUNT), fc.uuid(), headerText),
    'x-api-key': headerText,
    'x-debug-resource-tracking': headerText,
    'x-http-method-override': otherMethods,
    'x-forwarded-for': headerText,
    'x-csrf-token': headerText,
    cookie: fc.oneof(headerText, fc.constant('session=x; __proto__=1; =; a')),
    origin: fc.constantFrom('null', 'https://evil.test', 'not an origin'),
    accept: fc.constantFrom('text/html', 'application/xml', '*/*;q=x', ''),
    'accept-language': headerText,
    'accept-encoding': fc.constantFrom('identity', 'br;q=0', 'x'),
    'content-encoding': fc.constantFrom('gzip', 'deflate', 'nonsense'),
    'if-none-match': headerText,
    'if-modified-since': headerText,
    range: fc.constantFrom('bytes=0-1', 'bytes=-', 'x'),
    'last-event-id': headerText,
  };
  return fc
    .subarray(Object.keys(values), { minLength: 1, maxLength: 4 })
    .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, values[name] as Arbitrary<string>]))));
}
