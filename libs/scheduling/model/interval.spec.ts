import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contains, type Interval, merge, overlaps, subtract } from './interval.js';

const span = (from: number, to: number): Interval => ({ startsAt: new Date(from), endsAt: new Date(to) });
const plain = (intervals: Interval[]) => intervals.map(({ startsAt, endsAt }) => [+startsAt, +endsAt]);
const spans = fc.array(
  fc.tuple(fc.nat(60), fc.nat(12)).map(([from, length]) => span(from, from + length)),
  { maxLength: 12 },
);
const momentsIn = (intervals: readonly Interval[]) =>
  new Set(
    Array.from({ length: 80 }, (_, t) => t).filter((t) => intervals.some((i) => +i.startsAt <= t && t < +i.endsAt)),
  );

describe('intervals', () => {
  it('do not overlap when one ends as the other starts', () => {
    expect(overlaps(span(0, 2), span(2, 4))).toBe(false);
    expect(overlaps(span(0, 3), span(2, 4))).toBe(true);
  });

  it('contain themselves', () => {
    expect(contains(span(0, 4), span(0, 4))).toBe(true);
    expect(contains(span(0, 4), span(0, 5))).toBe(false);
    expect(contains(span(1, 4), span(0, 4))).toBe(false);
  });

  it('merge when they touch or overlap, in any order', () => {
    expect(plain(merge([span(5, 6), span(0, 2), span(8, 8), span(2, 4), span(1, 3)]))).toEqual([
      [0, 4],
      [5, 6],
    ]);
  });

  it('merge and subtract as sets of moments do', () => {
    fc.assert(
      fc.property(spans, spans, (windows, taken) => {
        const blocked = momentsIn(taken);
        expect(momentsIn(merge(windows))).toEqual(momentsIn(windows));
        expect(momentsIn(subtract(windows, taken))).toEqual(
          new Set([...momentsIn(windows)].filter((t) => !blocked.has(t))),
        );
        const left = subtract(windows, taken);
        expect(left.every((each, i) => each.startsAt < each.endsAt && !(left[i + 1]! < each))).toBe(true);
        for (const [i, each] of left.entries()) if (i > 0) expect(+each.startsAt).toBeGreaterThan(+left[i - 1]!.endsAt);
      }),
      { numRuns: 500 },
    );
  });
});
