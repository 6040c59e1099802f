import { type DocumentNode, type GraphQLSchema, getOperationAST, Kind } from 'graphql';
import type { GraphqlContext } from './graphql-context.js';
import { InvalidDocumentError } from './query-limits.js';
import type { GraphqlBody } from './request-check.js';

/**
 * Finds the operation to run before Mercurius does. It keeps one compiled query per text, that of whichever operation was asked
 * for first; returning the document from this hook makes it run a text with several operations uncompiled.
 * @throws InvalidDocumentError
 */
export function chooseOperation(
  _schema: GraphQLSchema,
  document: DocumentNode,
  context: object,
): { document: DocumentNode } | undefined {
  const { operationName } = (context as GraphqlContext).reply.request.body as GraphqlBody;
  const chosen = getOperationAST(document, operationName);
  if (!chosen) {
    throw new InvalidDocumentError(
      operationName
        ? `The document has no operation "${operationName}".`
        : 'The document must have exactly one operation, or operationName must name the one to run.',
    );
  }
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  return operations.length > 1 ? { document } : undefined;
}
