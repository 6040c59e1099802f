import {
  type ASTVisitor,
  type DocumentNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type ValidationContext,
} from 'graphql';
import type { ApplicationError } from '../errors/application-error.js';
import {
  IntrospectionAliasError,
  QUERY_LIMITS,
  QueryTooComplexError,
  QueryTooDeepError,
  TooManyAliasesError,
  TooManyRootFieldsError,
} from './query-limits.js';
import { QueryWeight } from './query-weight.js';

/** Validation that refuses documents beyond {@link QUERY_LIMITS}. The verdict is kept with the document, like any other. */
export function QueryLimitsRule(context: ValidationContext): ASTVisitor {
  const refuse = (error: ApplicationError, nodes?: OperationDefinitionNode) =>
    context.reportError(new GraphQLError(error.message, { nodes, originalError: error }));
  let aliases = 0;
  let introspectionAliases = 0;
  return {
    Document: {
      enter: (document) => {
        const weight = new QueryWeight(context.getSchema(), fragmentsOf(document));
        for (const operation of operationsOf(document)) {
          const root = context.getSchema().getRootType(operation.operation) ?? undefined;
          const { depth, cost, fields } = weight.of(operation.selectionSet, root);
          if (depth > QUERY_LIMITS.depth) refuse(new QueryTooDeepError(depth), operation);
          if (cost > QUERY_LIMITS.cost) refuse(new QueryTooComplexError(cost), operation);
          if (fields > QUERY_LIMITS.rootFields) refuse(new TooManyRootFieldsError(fields), operation);
        }
      },
      leave: () => {
        if (aliases > QUERY_LIMITS.aliases) refuse(new TooManyAliasesError(aliases));
        if (introspectionAliases > 0) refuse(new IntrospectionAliasError());
      },
    },
    Field: ({ alias, name }) => {
      if (!alias) return;
      aliases += 1;
      const introspects = name.value === '__schema' || name.value === '__type';
      if (introspects || context.getParentType()?.name.startsWith('__')) introspectionAliases += 1;
    },
  };
}

const operationsOf = ({ definitions }: DocumentNode) =>
  definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);

const fragmentsOf = ({ definitions }: DocumentNode) =>
  new Map(
    definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
