import { describe, expect, it } from 'vitest';
import { isCurrency, toMinor, toMoney } from './money.js';

describe('money', () => {
  it('shows minor units with the digits of the currency', () => {
    expect(toMoney('12000', 'EUR')).toEqual({ amount: '120.00', currency: 'EUR' });
    expect(toMoney('5', 'EUR')).toEqual({ amount: '0.05', currency: 'EUR' });
    expect(toMoney('0', 'USD')).toEqual({ amount: '0.00', currency: 'USD' });
    expect(toMoney('9500', 'JPY')).toEqual({ amount: '9500', currency: 'JPY' });
    expect(toMoney('1234', 'KWD')).toEqual({ amount: '1.234', currency: 'KWD' });
  });

  it('is read with just those digits', () => {
    for (const money of [toMoney('5', 'EUR'), toMoney('9500', 'JPY'), toMoney('1234', 'KWD')]) {
      const minor = toMinor(money);
      expect(minor === undefined ? undefined : toMoney(minor, money.currency)).toEqual(money);
    }
    const refused = ['120', '120.0', '120.000', '-1.00', '1e3.00', '1,00', '٣.00', ' 1.00', '', `${'9'.repeat(13)}.00`];
    for (const amount of refused) expect([amount, toMinor({ amount, currency: 'EUR' })]).toEqual([amount, undefined]);
    expect(['EUR', 'JPY', 'eur', 'ABC', 'EU'].map(isCurrency)).toEqual([true, true, false, false, false]);
  });

  it('is exact beyond what a floating-point number holds', () => {
    expect(toMoney('900719925474099301', 'EUR').amount).toBe('9007199254740993.01');
  });
});
