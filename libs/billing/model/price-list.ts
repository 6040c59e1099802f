import type { TenantTransaction } from '#platform/database/tenant-database.js';
import { ValidationError } from '#platform/errors/application-error.js';
import type { Money } from '../contract/charge-directory.js';
import { isCurrency, toMinor, toMoney } from './money.js';

/** What a session of a type and a duration costs. */
export interface Price {
  readonly sessionType: string;
  readonly durationMinutes: number;
  readonly amount: Money;
}

interface PriceRow {
  readonly sessionType: string;
  readonly durationMinutes: number;
  readonly amountMinor: string;
  readonly currency: string;
}

/** By type and duration. */
export async function pricesOf(tx: TenantTransaction): Promise<Price[]> {
  const rows = await tx.query<PriceRow & object>(
    `select session_type as "sessionType", duration_minutes as "durationMinutes", amount_minor as "amountMinor", currency
     from billing.price order by session_type, duration_minutes`,
  );
  return rows.map(({ amountMinor, currency, ...what }) => ({ ...what, amount: toMoney(amountMinor, currency) }));
}

const isFor = (some: Price) => (other: Price) =>
  some.sessionType === other.sessionType && some.durationMinutes === other.durationMinutes;

/** @throws ValidationError naming each that is refused, as `prices.2.amount.currency` */
export function requirePrices(prices: readonly Price[]): void {
  const problems: Record<string, string[]> = {};
  prices.forEach((price, at) => {
    const { amount } = price;
    if (!isCurrency(amount.currency)) problems[`prices.${at}.amount.currency`] = ['must be a currency of ISO 4217'];
    else if (toMinor(amount) === undefined) {
      problems[`prices.${at}.amount.amount`] = [
        `must be an amount such as ${toMoney('12000', amount.currency).amount}`,
      ];
    }
    const first = prices.findIndex(isFor(price));
    if (first < at) problems[`prices.${at}`] = [`is for the same sessions as prices.${first}`];
  });
  if (Object.keys(problems).length > 0) throw new ValidationError(problems);
}

export interface PriceChanges {
  /** New or different. */
  readonly set: readonly Price[];
  readonly removed: readonly Price[];
}

export function priceChanges(before: readonly Price[], after: readonly Price[]): PriceChanges {
  const asBefore = (price: Price) => {
    const known = before.find(isFor(price))?.amount;
    return known?.amount === price.amount.amount && known.currency === price.amount.currency;
  };
  return {
    set: after.filter((price) => !asBefore(price)),
    removed: before.filter((price) => !after.some(isFor(price))),
  };
}
