import type { FastifyReply } from 'fastify';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { ValidationError } from '../errors/application-error.js';
import { type ErrorAnswer, errorAnswer } from '../http/error-response.js';
import type { GraphqlContext } from './graphql-context.js';
import { InvalidDocumentError, ParseFailedError, QUERY_LIMITS, QueryTooLargeError } from './query-limits.js';

/** An error as it is sent. */
interface SentError {
  readonly message: string;
  readonly locations?: GraphQLError['locations'];
  readonly path?: GraphQLError['path'];
  readonly extensions: Omit<ErrorAnswer['error'], 'message'>;
}

interface Answer {
  readonly statusCode: number;
  readonly response: ExecutionResult;
}

const TOO_MANY_TOKENS = 'Syntax Error: Document contains more';

/** A field answered with something that its type does not allow: a fault of ours. The value itself may be clinical. */
class UnfitFieldValueError extends Error {
  constructor({ path, message }: GraphQLError) {
    super(`Field ${path?.join('.')} cannot be answered: ${message.split(/[:"]|\.$/)[0]}.`);
  }
}

/**
 * Answers with the unified errors. A request whose operation ran is answered with 200, whatever its fields came to; one that could
 * not be run with the status of what is wrong with it, which is 400 for a wrong document or wrong variables.
 */
export function formatErrors({ data, errors = [] }: ExecutionResult, context: object): Answer {
  const { requestId } = (context as GraphqlContext).reply.request.praxis;
  const found = errors.flatMap(refusalsWithin).slice(0, QUERY_LIMITS.errors);
  const wrongVariables = found.filter(isWrongVariable);
  const others = found.filter((error) => !isWrongVariable(error));
  const answers = others.map((error) => ({ error, answer: answerTo(error, requestId) }));
  const [first] = wrongVariables;
  if (first) answers.push({ error: first, answer: errorAnswer(wrongInput(wrongVariables), requestId) });
  const ran = data != null || found.some(({ path }) => path !== undefined);
  const status = answers[0]?.answer.status ?? 500;
  return {
    statusCode: ran ? 200 : status === 422 ? 400 : status,
    response: { data: data ?? null, errors: answers.map(toSent) as never },
  };
}

/** An error that keeps a request from being run at all. */
export const formatRefusal = (thrown: unknown, reply: FastifyReply): Answer =>
  formatErrors({ errors: [new GraphQLError('', { originalError: thrown as Error })] }, { reply });

/** A refused document comes as one error that holds what is wrong with it. */
function refusalsWithin(error: GraphQLError): readonly GraphQLError[] {
  const { code, errors } = (error.originalError ?? {}) as { code?: string; errors?: GraphQLError[] };
  return code === 'MER_ERR_GQL_VALIDATION' && errors ? errors : [error];
}

function toSent({ error, answer }: { error: GraphQLError; answer: ErrorAnswer }): SentError {
  const { message, ...extensions } = answer.error;
  const { locations, path } = error;
  return { message, ...(locations && { locations }), ...(path && { path }), extensions };
}

function answerTo(error: GraphQLError, requestId: string): ErrorAnswer {
  const { message, path } = error;
  const answer = (thrown: unknown) => errorAnswer(thrown, requestId);
  const thrown = causeOf(error);
  if (thrown) return answer(thrown);
  if (message.startsWith(TOO_MANY_TOKENS)) return answer(new QueryTooLargeError(QUERY_LIMITS.tokens, 'tokens'));
  if (message.startsWith('Syntax Error')) return answer(new ParseFailedError(message));
  if (message.startsWith('Argument "')) return answer(wrongInput([error]));
  return answer(path ? new UnfitFieldValueError(error) : new InvalidDocumentError(message));
}

/** What was thrown, below the wrappings of the engine; undefined for an error of the engine itself. */
function causeOf(error: GraphQLError): unknown {
  let cause: unknown = error;
  while (cause instanceof GraphQLError) cause = cause.originalError;
  return cause;
}

const isWrongVariable = (error: GraphQLError): boolean => !causeOf(error) && error.message.startsWith('Variable "');

const WRONG_INPUT = /^(?:Variable|Argument) "\$?(\w+)" (.*)$/s;
/** The value, which comes first, is the caller's and may hold anything; what is wrong with it begins with one of these. */
const WRONG_VALUE = /^got invalid value .*?(?: at "([^"]+)")?; ((?:Expected |Field |Value |\w+ cannot represent).*)$/s;

/** Characters. A reason may end in the value, which is as large as a body may be. */
const LONGEST_REASON = 500;

/** All that is wrong with variables at once, by field as REST names them: without the variable and without indices. */
function wrongInput(errors: readonly GraphQLError[]): ValidationError {
  // Without a prototype: a variable may be called `constructor`.
  const fields: Record<string, string[]> = Object.create(null);
  for (const { message } of errors) {
    const [, name = '', problem = message] = WRONG_INPUT.exec(message) ?? [];
    const [, path = name, reason = problem] = WRONG_VALUE.exec(problem) ?? [];
    const [, missing] = /^Field "(\w+)" /.exec(reason) ?? [];
    const field = missing ?? path.replace(`${name}.`, '').replace(/\[\d+\]/g, '');
    const told = reason.replace(/^Expected type \w+; /, '').slice(0, LONGEST_REASON);
    fields[field] = [...(fields[field] ?? []), told];
  }
  return new ValidationError(fields);
}
