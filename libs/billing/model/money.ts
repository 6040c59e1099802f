import type { Money } from '../contract/charge-directory.js';

/** Digits after the decimal point of a currency (ISO 4217), as the platform's own tables know them; asking them is slow. */
const digits = new Map<string, number>();

function digitsOf(currency: string): number {
  let known = digits.get(currency);
  if (known === undefined) {
    known = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
    digits.set(currency, known);
  }
  return known;
}

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

export const isCurrency = (code: string): boolean => CURRENCIES.has(code);

/** More cannot be meant, and is still far from what a bigint holds. */
const MOST_DIGITS = 12;

/**
 * Whole minor units, of what {@link toMoney} would show.
 * @returns undefined for what is no amount of the currency
 */
export function toMinor({ amount, currency }: Money): bigint | undefined {
  const digits = digitsOf(currency);
  const form = new RegExp(`^\\d{1,${MOST_DIGITS}}${digits === 0 ? '' : `\\.\\d{${digits}}`}$`);
  return form.test(amount) ? BigInt(amount.replace('.', '')) : undefined;
}

/** @param minor whole minor units, as Postgres returns a bigint */
export function toMoney(minor: string | bigint, currency: string): Money {
  const digits = digitsOf(currency);
  const text = BigInt(minor)
    .toString()
    .padStart(digits + 1, '0');
  const amount = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return { amount, currency };
}
