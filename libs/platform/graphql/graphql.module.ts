import { type DynamicModule, Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { bareFields, type FieldResolvers } from './bare-fields.js';
import { chooseOperation } from './chosen-operation.js';
import { countMutations } from './counted-mutations.js';
import { formatErrors, formatRefusal } from './graphql-errors.js';
import { writeInstantsAsText } from './instants-as-text.js';
import { ObjectEvents } from './object-events.js';
import { QUERY_LIMITS } from './query-limits.js';
import { QueryLimitsRule } from './query-limits-rule.js';
import { requireGraphqlRequest } from './request-check.js';

/**
 * GraphQL at `/graphql`, from the resolvers of all contexts. A request takes the way of `http/request-pipeline.ts` up to its
 * context; queries and mutations then pass the same guard and the same validation as routes. Resolvers of fields pass neither:
 * what they give follows from an object that the caller was let see.
 */
@Module({})
export class PraxisGraphqlModule {
  static forRoot(): DynamicModule {
    writeInstantsAsText();
    return {
      module: PraxisGraphqlModule,
      global: true,
      imports: [GraphQLModule.forRoot<MercuriusDriverConfig>(options())],
      providers: [ObjectEvents],
      exports: [ObjectEvents, GraphQLModule],
    };
  }
}

function options(): MercuriusDriverConfig {
  let resolvers: FieldResolvers = {};
  return {
    driver: MercuriusDriver,
    path: '/graphql',
    autoSchemaFile: true,
    fieldResolverEnhancers: [],
    transformResolvers: (found) => {
      resolvers = Object.assign({}, ...[found].flat());
      return found;
    },
    transformSchema: (schema) => bareFields(schema, resolvers),
    jit: 1,
    subscription: false,
    graphiql: false,
    allowBatchedQueries: false,
    validationRules: [QueryLimitsRule],
    graphql: { parseOptions: { maxTokens: QUERY_LIMITS.tokens } },
    // Instead of its own schemas, which would turn numbers in a query into text and indices of a path into strings.
    additionalRouteOptions: {
      schema: undefined,
      preHandler: requireGraphqlRequest,
      // What is not run has not said that it would be public.
      config: { signIn: true, errorForm: formatRefusal },
    },
    errorFormatter: formatErrors,
    hooks: {
      preExecution: async (schema, document, context) => {
        const chosen = chooseOperation(schema, document, context);
        await countMutations(document, context);
        return chosen as never;
      },
    },
  };
}
