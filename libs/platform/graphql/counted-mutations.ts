import { type DocumentNode, getOperationAST } from 'graphql';
import type { GraphqlContext } from './graphql-context.js';
import type { GraphqlBody } from './request-check.js';

/**
 * Counts each mutation of a request as a write, as the route that does the same would be. The request itself has been counted as a
 * read before it was looked into.
 * @throws RateLimitedError
 */
export async function countMutations(document: DocumentNode, context: object): Promise<void> {
  const { reply } = context as GraphqlContext;
  const { request } = reply;
  const { throttle } = request.server;
  const operation = getOperationAST(document, (request.body as GraphqlBody).operationName);
  if (!throttle || operation?.operation !== 'mutation') return;
  for (const _mutation of operation.selectionSet.selections) await throttle.count('write', request, reply);
}
