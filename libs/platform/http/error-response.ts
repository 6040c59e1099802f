import { HttpException, Logger } from '@nestjs/common';
import { isDatabaseAway, isTransientConflict } from '../database/database-errors.js';
import {
  ApplicationError,
  ConflictError,
  NotFoundError,
  PermissionDeniedError,
  PlanInactiveError,
  ServiceUnavailableError,
  TooManyRequestsError,
  UnauthenticatedError,
  ValidationError,
} from '../errors/application-error.js';

/** The one shape of errors on every transport. */
export interface ErrorBody {
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly timestamp: string;
  readonly requestId: string;
}

export interface ErrorAnswer {
  readonly status: number;
  readonly error: ErrorBody;
}

type ErrorClass = abstract new (...args: never[]) => ApplicationError;

const STATUS: readonly (readonly [ErrorClass, number])[] = [
  [ValidationError, 422],
  [UnauthenticatedError, 401],
  [PlanInactiveError, 402],
  [PermissionDeniedError, 403],
  [NotFoundError, 404],
  [ConflictError, 409],
  [TooManyRequestsError, 429],
  [ServiceUnavailableError, 503],
];

/** What frameworks report on their own, by status. */
const FRAMEWORK: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['BAD_REQUEST', 'The request cannot be understood.'],
  401: ['UNAUTHENTICATED', 'Sign in to do this.'],
  403: ['PERMISSION_DENIED', 'You are not permitted to do this.'],
  404: ['ROUTE_NOT_FOUND', 'There is nothing at this address.'],
  405: ['METHOD_NOT_ALLOWED', 'This address does not take that method.'],
  408: ['REQUEST_TIMEOUT', 'The request took too long to arrive.'],
  413: ['PAYLOAD_TOO_LARGE', 'The request body is too large.'],
  414: ['URI_TOO_LONG', 'The address is too long.'],
  415: ['UNSUPPORTED_MEDIA_TYPE', 'Send application/json.'],
  417: ['EXPECTATION_FAILED', 'Of expectations, only 100-continue can be met.'],
  429: ['RATE_LIMITED', 'Too many requests. Try again later.'],
  431: ['HEADERS_TOO_LARGE', 'The request headers are too large.'],
  503: ['SERVICE_UNAVAILABLE', 'The service is not available at the moment.'],
};

/** SQLSTATEs for values that Postgres cannot represent, such as a NUL in a text or a date beyond its calendar. */
const UNREPRESENTABLE = new Set(['22021', '22P05', '22008', '22003', '22P02']);

const logger = new Logger('Errors');

/**
 * Turns anything thrown into the unified error. This is the only place where errors get their transport meaning.
 * Whatever has no name is logged whole and answered as INTERNAL_ERROR, with no internals in it.
 */
export function errorAnswer(thrown: unknown, requestId: string): ErrorAnswer {
  const answer = (status: number, code: string, message: string, details = {}): ErrorAnswer => ({
    status,
    error: { code, message, details, timestamp: new Date().toISOString(), requestId },
  });
  if (thrown instanceof ApplicationError) {
    const status = STATUS.find(([kind]) => thrown instanceof kind)?.[1] ?? 422;
    return answer(status, thrown.code, thrown.message, thrown.details);
  }
  if (isMalformedJson(thrown)) return answer(400, 'MALFORMED_JSON', 'The request body is not valid JSON.');
  const framework = FRAMEWORK[frameworkStatus(thrown) ?? 0];
  if (framework) return answer(frameworkStatus(thrown) as number, ...framework);
  if (UNREPRESENTABLE.has(databaseCode(thrown))) {
    return answer(422, 'VALIDATION_FAILED', 'The request is not valid.', {
      fields: { '': ['holds a value that cannot be stored'] },
    });
  }
  if (isDatabaseAway(thrown)) {
    logger.error({ requestId, err: thrown }, 'The database does not answer.');
    return answer(503, ...(FRAMEWORK[503] as [string, string]));
  }
  if (isTransientConflict(thrown)) {
    // Nothing has happened, and asking again may succeed; but who took the locks in another order should be found.
    logger.error({ requestId, err: thrown }, 'Two transactions were in each other’s way.');
    return answer(503, ...(FRAMEWORK[503] as [string, string]));
  }
  logger.error({ requestId, err: thrown }, 'Unexpected error');
  return answer(500, 'INTERNAL_ERROR', 'Something went wrong on our side. It has been recorded.');
}

function frameworkStatus(thrown: unknown): number | undefined {
  if (thrown instanceof HttpException) return thrown.getStatus();
  const status = (thrown as { statusCode?: unknown })?.statusCode;
  return typeof status === 'number' && status < 500 ? status : undefined;
}

function isMalformedJson(thrown: unknown): boolean {
  const { code, statusCode, name } = (thrown ?? {}) as { code?: string; statusCode?: number; name?: string };
  return (
    code === 'FST_ERR_CTP_EMPTY_JSON_BODY' ||
    code === 'FST_ERR_CTP_INVALID_JSON_BODY' ||
    (name === 'SyntaxError' && statusCode === 400)
  );
}

function databaseCode(thrown: unknown): string {
  const { code, driverError } = (thrown ?? {}) as { code?: unknown; driverError?: { code?: unknown } };
  return String(driverError?.code ?? code ?? '');
}
