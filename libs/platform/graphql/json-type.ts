import { GraphQLError, GraphQLScalarType } from 'graphql';

/** Any JSON value. For output only: what comes in has a type and is validated. */
export const JsonType = new GraphQLScalarType({
  name: 'JSON',
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: refuseInput,
  parseLiteral: refuseInput,
});

/** A fault of whoever wrote the document, which only an error of this class says. */
function refuseInput(): never {
  throw new GraphQLError('JSON is a type of answers only.');
}
