import { GraphQLString } from 'graphql';

const written = GraphQLString.serialize;

/**
 * GraphQL's own String writes a Date as the number of its milliseconds. Here a field of type String whose value is a Date is its
 * ISO-8601 text, as in REST. There is one String in a process: what is set here holds for every schema in it.
 */
export function writeInstantsAsText(): void {
  GraphQLString.serialize = (value) => (value instanceof Date ? value.toISOString() : written(value));
}
