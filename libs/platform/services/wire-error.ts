import {
  ApplicationError,
  ConflictError,
  NotFoundError,
  PermissionDeniedError,
  PlanInactiveError,
  UnauthenticatedError,
  ValidationError,
} from '../errors/application-error.js';

type ErrorClass = abstract new (...args: never[]) => ApplicationError;

class OtherApplicationError extends ApplicationError {}

/** What the transports tell apart; ServiceUnavailableError is missing because it is no answer. */
const KINDS: Readonly<Record<string, ErrorClass>> = {
  validation: ValidationError,
  unauthenticated: UnauthenticatedError,
  'plan-inactive': PlanInactiveError,
  'permission-denied': PermissionDeniedError,
  'not-found': NotFoundError,
  conflict: ConflictError,
  other: OtherApplicationError,
};

/** A named error of a contract on its way to another process. */
export interface WireError {
  readonly kind: string;
  /** Of the class, so that the caller gets the same one where the contract lists it. */
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export function errorToWire(error: ApplicationError): WireError {
  const kind = Object.keys(KINDS).find((name) => error instanceof (KINDS[name] as ErrorClass)) ?? 'other';
  const { name, code, message } = error;
  // What clients would see of them: details are JSON, and what is not is dropped there too.
  return { kind, name, code, message, details: JSON.parse(JSON.stringify(error.details)) };
}

/**
 * The error as if it had been thrown here: of the class of that name among `known`, otherwise of the class that gives it the
 * same meaning on every transport. Constructors are passed by, since each takes arguments of its own.
 */
export function errorFromWire(sent: WireError, known: readonly ErrorClass[] = []): ApplicationError {
  const { kind, name, code, message, details } = sent;
  const target = known.find((candidate) => candidate.name === name) ?? KINDS[kind] ?? OtherApplicationError;
  const error = new OtherApplicationError(code, message, details);
  Object.setPrototypeOf(error, target.prototype);
  error.name = name;
  return error instanceof ValidationError ? Object.assign(error, { fields: details.fields ?? {} }) : error;
}
