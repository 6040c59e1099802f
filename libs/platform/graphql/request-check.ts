import { MethodNotAllowedException, UnsupportedMediaTypeException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ValidationError } from '../errors/application-error.js';
import { BatchRefusedError, ParseFailedError, QUERY_LIMITS, QueryTooLargeError } from './query-limits.js';

export interface GraphqlBody {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly operationName?: string | null;
}

/** What a browser sends to another site without asking first must not be understood here. */
const MEDIA_TYPE = /^application\/(json|graphql)\s*(;|$)/i;

/**
 * Where a document fails to parse, Mercurius takes it for a syntax tree in JSON and runs that, unparsed and unbounded. Texts that
 * JSON could begin with are no GraphQL, so they are refused before.
 */
const LOOKS_LIKE_JSON = /^[ \t\n\r]*(\{[ \t\n\r]*["}]|["[\d-]|(true|false|null)[ \t\n\r]*$)/;

/** Lets through what the GraphQL engine can be given; stands before it as a Fastify hook. */
export async function requireGraphqlRequest(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (request.method !== 'POST') {
    reply.header('allow', 'POST');
    throw new MethodNotAllowedException();
  }
  if (!MEDIA_TYPE.test(request.headers['content-type'] ?? '')) throw new UnsupportedMediaTypeException();
  requireBody(request.body);
}

function requireBody(body: unknown): asserts body is GraphqlBody {
  if (Array.isArray(body)) throw new BatchRefusedError();
  const { query, variables, operationName } = (body ?? {}) as Record<string, unknown>;
  if (typeof query !== 'string' || query === '') throw new ValidationError({ query: ['must be a GraphQL document'] });
  if (query.length > QUERY_LIMITS.length) throw new QueryTooLargeError(QUERY_LIMITS.length, 'characters');
  if (LOOKS_LIKE_JSON.test(query)) throw new ParseFailedError('The query is not a GraphQL document.');
  if (variables != null && (typeof variables !== 'object' || Array.isArray(variables))) {
    throw new ValidationError({ variables: ['must be an object'] });
  }
  if (operationName != null && typeof operationName !== 'string') {
    throw new ValidationError({ operationName: ['must be a text'] });
  }
}
