import { GraphQLScalarType } from 'graphql';

/** Any JSON value. For output only: what comes in has a type and is validated. */
export const JsonType = new GraphQLScalarType({
  name: 'JSON',
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: refuseInput,
  parseLiteral: refuseInput,
});

function refuseInput(): never {
  throw new TypeError('JSON is a type of answers only.');
}
