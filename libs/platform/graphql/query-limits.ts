import { ApplicationError } from '../errors/application-error.js';

/** Bounds on one GraphQL request, before any resolver runs. Each has an error of its own, which tells the bound. */
export const QUERY_LIMITS = {
  /** Characters of the document. */
  length: 20_000,
  /** Names, punctuators and values. Validating compares fields in pairs: 1,000 tokens take up to 25 ms; an introspection has 184. */
  tokens: 1_000,
  /** Fields within fields. A session's events' targets are at 6. */
  depth: 10,
  /** Values that the answer may hold, see `query-weight.ts`. A page of 100 sessions with people, charge, actions and events has 18,000. */
  cost: 25_000,
  /** Operations of the context's own that one request may start. */
  rootFields: 10,
  aliases: 30,
  /** Errors that one answer tells of. */
  errors: 50,
} as const;

class QueryLimitError extends ApplicationError {
  constructor(code: string, found: string, limit: number, cure: string) {
    super(code, `The query ${found}; the limit is ${limit}. ${cure}`, { limit });
  }
}

export class QueryTooLargeError extends QueryLimitError {
  constructor(limit: number, unit: 'characters' | 'tokens') {
    super('QUERY_TOO_LARGE', `has too many ${unit}`, limit, 'Ask for less, or in several requests.');
  }
}

export class QueryTooDeepError extends QueryLimitError {
  constructor(depth: number) {
    super('QUERY_TOO_DEEP', `nests ${depth} fields`, QUERY_LIMITS.depth, 'Nest fewer.');
  }
}

export class QueryTooComplexError extends QueryLimitError {
  constructor(cost: number) {
    super(
      'QUERY_TOO_COMPLEX',
      `may answer with ${cost} values`,
      QUERY_LIMITS.cost,
      'Ask for fewer fields or smaller pages.',
    );
  }
}

export class TooManyRootFieldsError extends QueryLimitError {
  constructor(fields: number) {
    super('QUERY_TOO_MANY_ROOT_FIELDS', `has ${fields} root fields`, QUERY_LIMITS.rootFields, 'Send several requests.');
  }
}

export class TooManyAliasesError extends QueryLimitError {
  constructor(aliases: number) {
    super('QUERY_TOO_MANY_ALIASES', `has ${aliases} aliases`, QUERY_LIMITS.aliases, 'Use fewer.');
  }
}

/** The schema names everything once: with aliases an answer could repeat it without end. */
export class IntrospectionAliasError extends QueryLimitError {
  constructor() {
    super('QUERY_TOO_MANY_ALIASES', 'has an alias in an introspection', 0, 'Introspect without aliases.');
  }
}

export class BatchRefusedError extends ApplicationError {
  constructor() {
    super('BATCH_NOT_SUPPORTED', 'A request holds one operation, not a list. Send several requests.');
  }
}

export class ParseFailedError extends ApplicationError {
  constructor(reason: string) {
    super('GRAPHQL_PARSE_FAILED', reason);
  }
}

/** The document does not fit the schema, or has no operation that could be run. */
export class InvalidDocumentError extends ApplicationError {
  constructor(reason: string) {
    super('GRAPHQL_VALIDATION_FAILED', reason);
  }
}
