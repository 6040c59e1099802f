import { ApplicationError, ConflictError, ValidationError } from '../errors/application-error.js';

export class BadIdempotencyKeyError extends ValidationError {
  constructor() {
    super({ 'Idempotency-Key': ['must be 1 to 255 printable ASCII characters'] });
  }
}

/** 422. */
export class IdempotencyKeyReusedError extends ApplicationError {
  constructor() {
    super(
      'IDEMPOTENCY_KEY_REUSED',
      'This Idempotency-Key has been used for another request. Use a new one for each request.',
    );
  }
}

export class IdempotencyInProgressError extends ConflictError {
  constructor() {
    super(
      'IDEMPOTENCY_IN_PROGRESS',
      'A request with this Idempotency-Key is under way. Try again shortly with the same key.',
    );
  }
}

/** The effect is there, its answer is not: the process ended between the two, or the answer held a secret. */
export class IdempotencyResultLostError extends ConflictError {
  constructor() {
    super(
      'IDEMPOTENCY_RESULT_LOST',
      'The request with this Idempotency-Key has been carried out, but its answer is no longer there. Look the object up.',
    );
  }
}
