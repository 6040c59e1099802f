import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { contexts } from '#apps/contexts.js';
import { manifestOf } from '#platform/composition/bounded-context.js';
import { operationsResolvers } from '#platform/operations/operations-graphql.module.js';

/** The GraphQL interface in its own language, sorted. */
export async function graphqlSchema(): Promise<string> {
  const resolvers = contexts.flatMap((context) => [...(manifestOf(context).resolvers ?? [])]);
  const builder = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
  try {
    const schema = await builder.get(GraphQLSchemaFactory).create([...operationsResolvers, ...resolvers]);
    return `${printSchema(lexicographicSortSchema(schema))}\n`;
  } finally {
    await builder.close();
  }
}
