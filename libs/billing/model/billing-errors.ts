/** The reaction fails with it, is tried again, and ends as a dead letter that can be replayed once the price is there. */
export class PriceMissingError extends Error {
  readonly code = 'PRICE_MISSING';

  constructor(sessionType: string, durationMinutes: number) {
    super(
      `The price list has no price for ${sessionType} sessions of ${durationMinutes} minutes. Add it, then replay the dead letter.`,
    );
  }
}
