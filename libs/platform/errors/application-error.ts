/**
 * The base of every error that a caller may see. `code` is stable and part of the interface, `message` is for people,
 * `details` is JSON-safe and never holds internals or another tenant's data.
 * Subclasses decide the transport meaning (404, 409, …), which `http/error-response.ts` maps once for all transports.
 */
export abstract class ApplicationError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** 404. Also the answer for another tenant's object: it is not found, never forbidden. */
export class NotFoundError extends ApplicationError {}

/** 409. The request is fine, the state of things is not. `code` ends in `_CONFLICT`. */
export class ConflictError extends ApplicationError {}

/** Fields that an answer tells of: a small request can have thousands of wrong ones. */
const TOLD = 50;

/** 422. `fields` maps each offending field to what is wrong with it; the answer tells of the first 50. */
export class ValidationError extends ApplicationError {
  constructor(readonly fields: Readonly<Record<string, readonly string[]>>) {
    const told = Object.fromEntries(Object.entries(fields).slice(0, TOLD));
    super('VALIDATION_FAILED', 'The request is not valid.', { fields: told });
  }
}

/** 401. */
export class UnauthenticatedError extends ApplicationError {
  constructor(message = 'Sign in to do this.') {
    super('UNAUTHENTICATED', message);
  }
}

/** 402. */
export class PlanInactiveError extends ApplicationError {
  constructor() {
    super('PLAN_INACTIVE', 'The plan of this account is not active.');
  }
}

const DENIALS = {
  PERMISSION_DENIED: 'You are not permitted to do this.',
  ACCOUNT_REQUIRED: 'This needs an account.',
  FEATURE_NOT_IN_PLAN: 'The plan of this account does not include this. Choose one that does.',
} as const;

/** 403. */
export class PermissionDeniedError extends ApplicationError {
  constructor(code: keyof typeof DENIALS = 'PERMISSION_DENIED', details: Record<string, unknown> = {}) {
    super(code, DENIALS[code], details);
  }
}

/** 429. */
export class TooManyRequestsError extends ApplicationError {
  constructor(message: string, details: Readonly<Record<string, unknown>> = {}) {
    super('RATE_LIMITED', message, details);
  }
}

/** 503. A dependency or another context does not answer. */
export class ServiceUnavailableError extends ApplicationError {
  constructor(service: string, options?: { cause?: unknown }) {
    super('SERVICE_UNAVAILABLE', `${service} does not answer at the moment. Try again shortly.`, { service });
    this.cause = options?.cause;
  }
}
