import type { ClosedSchemas } from './closed-schemas.js';
import { leaksIn } from './leaks.js';
import type { RestOperation } from './rest-operations.js';
import type { Schema } from './schema-values.js';
import type { WireAnswer, WireRequest } from './wire.js';

const CODE = /^[A-Z][A-Z_]*$/;
const WITHOUT_BODY: readonly number[] = [204, 205, 304];
export const UNIFIED_ERROR: Schema = { $ref: '#/components/schemas/Error' };

/**
 * What is wrong with an answer, in words.
 * @param operation undefined for a request that is for none
 */
export function problemsOf(
  schemas: ClosedSchemas,
  operation: RestOperation | undefined,
  request: WireRequest,
  answer: WireAnswer,
): string[] {
  const { status, requestId, text } = answer;
  const asked = `${decoded(request.path)} ${JSON.stringify(request.headers)} ${request.body ?? ''}`;
  const problems = leaksIn(text, asked);
  if (status >= 500) problems.push(`the status is ${status}`);
  if (!requestId) problems.push('there is no X-Request-ID');
  if (request.method === 'HEAD' || WITHOUT_BODY.includes(status)) {
    if (text !== '') problems.push('there is a body where none may be');
    return problems;
  }
  return [
    ...problems,
    ...(status >= 400 ? errorProblems(schemas, answer) : successProblems(schemas, operation, request, answer)),
  ];
}

function errorProblems(schemas: ClosedSchemas, { json, requestId, replayed }: WireAnswer): string[] {
  const problems = schemas.problems(UNIFIED_ERROR, json);
  if (problems.length > 0) return problems.map((problem) => `the error is not the unified one: ${problem}`);
  if (!CODE.test(json.error.code)) problems.push(`"${json.error.code}" is not the form of a code`);
  const told = replayed ? json.requestId : requestId;
  if (json.error.requestId !== told || json.requestId !== told) problems.push('the request’s ids differ');
  return problems;
}

function successProblems(
  schemas: ClosedSchemas,
  operation: RestOperation | undefined,
  { method, path }: WireRequest,
  { status, type, json, requestId, replayed }: WireAnswer,
): string[] {
  // The right method for something else, such as the preflight of a browser.
  if (!operation || operation.method !== method) return [];
  const response = operation.responses[status];
  if (!response) return [`the document does not say that it answers with ${status}`];
  const [media = ''] = type.split(';');
  const schema = response.content?.[media]?.schema;
  if (!schema || saysNothing(schema)) return [`the document does not say what a ${status} of type "${media}" holds`];
  if (media !== 'application/json') return [];
  const partly = /[?&]fields=/.test(path);
  const problems = schemas.problems(schema, json, partly).map((problem) => `not as documented: ${problem}`);
  if (!replayed && json?.requestId !== requestId) problems.push('the request’s ids differ');
  return problems;
}

/** An envelope around anything. */
function saysNothing({ properties: { data, results } = {} }: Schema): boolean {
  const content = data ?? results?.items;
  return content !== undefined && Object.keys(content).length === 0;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
