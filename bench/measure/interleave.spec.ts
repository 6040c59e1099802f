import { describe, expect, test } from 'vitest';
import { interleave, summarise } from './interleave.js';
import { atLeast, atMost, atMostOver } from './target.js';

describe('interleaved rounds', () => {
  test('alternate which side goes first', async () => {
    const order: string[] = [];
    await interleave(3, async (side) => order.push(side));
    expect(order).toEqual(['ours', 'reference', 'reference', 'ours', 'ours', 'reference']);
  });

  test('compare the sides round by round, so that a machine that slows down does not change the ratio', () => {
    const about = { id: 'B0', name: 'slowing down', unit: 'x/s', target: atLeast(0.5) };
    const result = summarise(about, { ours: [50, 25, 10], reference: [100, 50, 20] });
    expect(result).toMatchObject({ ratio: 0.5, range: [0.5, 0.5], ours: 25, reference: 50, pass: true });
  });

  test('report the smallest and the largest ratio', () => {
    const about = { id: 'B0', name: 'noisy', unit: 'ms', target: atMost(1) };
    const result = summarise(about, { ours: [1, 3, 2], reference: [1, 1, 1] });
    expect(result).toMatchObject({ ratio: 2, range: [1, 3], target: '≤ 1 ×', pass: false });
  });

  test('take a difference where a ratio says nothing', () => {
    const about = { id: 'B0', name: 'tiny', unit: 'µs', target: atMostOver(5, 'µs') };
    expect(summarise(about, { ours: [4.9], reference: [0.1] }).pass).toBe(true);
    expect(summarise(about, { ours: [5.2], reference: [0.1] }).pass).toBe(false);
  });
});
