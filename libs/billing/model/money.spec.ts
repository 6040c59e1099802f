import { describe, expect, it } from 'vitest';
import { toMoney } from './money.js';

describe('money', () => {
  it('shows minor units with the digits of the currency', () => {
    expect(toMoney('12000', 'EUR')).toEqual({ amount: '120.00', currency: 'EUR' });
    expect(toMoney('5', 'EUR')).toEqual({ amount: '0.05', currency: 'EUR' });
    expect(toMoney('0', 'USD')).toEqual({ amount: '0.00', currency: 'USD' });
    expect(toMoney('9500', 'JPY')).toEqual({ amount: '9500', currency: 'JPY' });
    expect(toMoney('1234', 'KWD')).toEqual({ amount: '1.234', currency: 'KWD' });
  });

  it('is exact beyond what a floating-point number holds', () => {
    expect(toMoney('900719925474099301', 'EUR').amount).toBe('9007199254740993.01');
  });
});
