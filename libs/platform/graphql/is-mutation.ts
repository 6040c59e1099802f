import { getOperationAST, parse } from 'graphql';
import { QUERY_LIMITS } from './query-limits.js';

/** Whether a GraphQL request is to change something. What cannot be read is refused by the engine, and changes nothing. */
export function isMutation(body: unknown): boolean {
  const { query, operationName } = (body ?? {}) as Record<string, unknown>;
  if (typeof query !== 'string' || query.length > QUERY_LIMITS.length) return false;
  try {
    const document = parse(query, { maxTokens: QUERY_LIMITS.tokens, noLocation: true });
    const operation = getOperationAST(document, typeof operationName === 'string' ? operationName : undefined);
    return operation?.operation === 'mutation';
  } catch {
    return false;
  }
}
