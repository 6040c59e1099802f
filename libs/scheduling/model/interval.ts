/** A stretch of time from `startsAt` (inside) to `endsAt` (outside). Sessions, windows and slots all have this shape. */
export interface Interval {
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** Whether the two share any time; one that ends when the other starts does not overlap it. */
export const overlaps = (a: Interval, b: Interval): boolean => a.startsAt < b.endsAt && b.startsAt < a.endsAt;

export const contains = (outer: Interval, inner: Interval): boolean =>
  outer.startsAt <= inner.startsAt && inner.endsAt <= outer.endsAt;

/** The same time as sorted intervals that neither overlap nor touch; empty ones are dropped. */
export function merge(intervals: readonly Interval[]): Interval[] {
  const sorted = intervals
    .filter(({ startsAt, endsAt }) => startsAt < endsAt)
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  const merged: Interval[] = [];
  for (const { startsAt, endsAt } of sorted) {
    const last = merged.at(-1);
    if (!last || last.endsAt < startsAt) merged.push({ startsAt, endsAt });
    else if (last.endsAt < endsAt) merged[merged.length - 1] = { startsAt: last.startsAt, endsAt };
  }
  return merged;
}

/** What is left of `windows` without `taken`, sorted. One sweep over both, after {@link merge}. */
export function subtract(windows: readonly Interval[], taken: readonly Interval[]): Interval[] {
  const blocks = merge(taken);
  const left: Interval[] = [];
  let next = 0;
  for (const window of merge(windows)) {
    let startsAt = window.startsAt;
    while (next < blocks.length && blocks[next]!.endsAt <= startsAt) next++;
    for (let i = next; i < blocks.length && blocks[i]!.startsAt < window.endsAt; i++) {
      const block = blocks[i]!;
      if (startsAt < block.startsAt) left.push({ startsAt, endsAt: block.startsAt });
      startsAt = block.endsAt;
    }
    if (startsAt < window.endsAt) left.push({ startsAt, endsAt: window.endsAt });
  }
  return left;
}
