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

/** @param minor whole minor units, as Postgres returns a bigint */
export function toMoney(minor: string | bigint, currency: string): Money {
  const digits = digitsOf(currency);
  const text = BigInt(minor)
    .toString()
    .padStart(digits + 1, '0');
  const amount = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return { amount, currency };
}
