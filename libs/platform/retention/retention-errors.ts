import { ConflictError, NotFoundError, ValidationError } from '../errors/application-error.js';

/** A context's declaration of what it retains is wrong; nothing starts with it. */
export class InvalidRetainedTypeError extends Error {
  constructor(type: string, problem: string, cure: string) {
    super(`The retained type "${type}" is declared wrongly: ${problem}. ${cure}`);
    this.name = 'InvalidRetainedTypeError';
  }
}

export class UnknownRetainedTypeError extends ValidationError {
  constructor(field: string, known: readonly string[]) {
    super({ [field]: [`must be one of ${known.join(', ')}`] });
  }
}

export class LegalHoldNotFoundError extends NotFoundError {
  constructor(holdId: string) {
    super('LEGAL_HOLD_NOT_FOUND', 'There is no such legal hold. Check its id.', { holdId });
  }
}

export class LegalHoldLiftedError extends ConflictError {
  constructor(holdId: string) {
    super('LEGAL_HOLD_LIFTED_CONFLICT', 'This legal hold has been lifted already. Place a new one if need be.', {
      holdId,
    });
  }
}

/** Rows went missing between being chosen and being deleted: the transaction must not tell of them as purged. */
export class PurgeMismatchError extends Error {
  constructor(table: string, chosen: number, deleted: number) {
    super(
      `Of ${chosen} rows chosen in ${table} ${deleted} were deleted, so nothing was purged. Does something else delete from it?`,
    );
    this.name = 'PurgeMismatchError';
  }
}
