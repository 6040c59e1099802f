import { describe, expect, it } from 'vitest';
import { MessageBudget } from './message-budget.js';

describe('a budget of 3 at once and 2 a second', () => {
  let now = 0;
  const budget = new MessageBudget({ burst: 3, perSecond: 2 }, () => now);
  const taken = (tries: number) => Array.from({ length: tries }, () => budget.take()).filter(Boolean).length;

  it('gives the burst, and then nothing', () => {
    expect(taken(5)).toBe(3);
  });

  it('fills steadily', () => {
    now += 500;
    expect(taken(5)).toBe(1);
    now += 1_000;
    expect(taken(5)).toBe(2);
  });

  it('never holds more than the burst', () => {
    now += 3_600_000;
    expect(taken(50)).toBe(3);
  });
});
