import { NotFoundError } from '#platform/errors/application-error.js';

/** Also the answer for a charge of another account, or one that the caller may not see. */
export class ChargeNotFoundError extends NotFoundError {
  constructor(chargeId: string) {
    super('CHARGE_NOT_FOUND', 'There is no such charge. Check its id.', { chargeId });
  }
}

/** The reaction fails with it, is tried again, and ends as a dead letter that can be replayed once the price is there. */
export class PriceMissingError extends Error {
  readonly code = 'PRICE_MISSING';

  constructor(sessionType: string, durationMinutes: number) {
    super(
      `The price list has no price for ${sessionType} sessions of ${durationMinutes} minutes. Add it, then replay the dead letter.`,
    );
  }
}
