import { type DocumentNode, type GraphQLSchema, getOperationAST, Kind, visit } from 'graphql';
import type { GraphqlContext } from './graphql-context.js';
import { InvalidDocumentError } from './query-limits.js';
import type { GraphqlBody } from './request-check.js';

/** Documents are kept, so each is looked at once. */
const compilable = new WeakMap<DocumentNode, boolean>();

/**
 * Finds the operation to run before Mercurius does. A document that is returned from this hook is run without being compiled.
 * @throws InvalidDocumentError
 */
export function chooseOperation(
  _schema: GraphQLSchema,
  document: DocumentNode,
  context: object,
): { document: DocumentNode } | undefined {
  const { operationName } = (context as GraphqlContext).reply.request.body as GraphqlBody;
  if (!getOperationAST(document, operationName)) {
    throw new InvalidDocumentError(
      operationName
        ? `The document has no operation "${operationName}".`
        : 'The document must have exactly one operation, or operationName must name the one to run.',
    );
  }
  return isCompilable(document) ? undefined : { document };
}

function isCompilable(document: DocumentNode): boolean {
  let verdict = compilable.get(document);
  if (verdict === undefined) {
    verdict = !hasSeveralOperations(document) && !hasNameOfEveryObject(document);
    compilable.set(document, verdict);
  }
  return verdict;
}

/** Mercurius keeps one compiled query per text: that of whichever operation was asked for first. */
const hasSeveralOperations = ({ definitions }: DocumentNode): boolean =>
  definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length > 1;

/**
 * In compiled code a variable `$constructor` is found on every object, which ends in an exception, and an alias `__proto__` is not
 * a property like others.
 */
function hasNameOfEveryObject(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Name: ({ value }) => {
      found ||= value in Object.prototype;
    },
  });
  return found;
}
