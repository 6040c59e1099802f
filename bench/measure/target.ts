/** What a scenario has to reach, as performance.md words it. */
export interface Target {
  readonly text: string;
  met(ours: number, reference: number, ratio: number): boolean;
}

export const atLeast = (ratio: number): Target => ({
  text: `≥ ${ratio.toFixed(2)}`,
  met: (_ours, _reference, reached) => reached >= ratio,
});

export const atMost = (ratio: number): Target => ({
  text: `≤ ${ratio} ×`,
  met: (_ours, _reference, reached) => reached <= ratio,
});

/** For costs so small that a ratio says nothing: ours may take this much more than the reference. */
export const atMostOver = (amount: number, unit: string): Target => ({
  text: `≤ ${amount} ${unit} over`,
  met: (ours, reference) => ours - reference <= amount,
});

/** An absolute bound, which is also entered as the reference. */
export const bound = (amount: number, unit: string): Target => ({
  text: `≤ ${amount} ${unit}`,
  met: (ours) => ours <= amount,
});

/** A figure without a bound in performance.md, reported because the ratio cannot be read without it. */
export const reported: Target = { text: 'reported', met: () => true };
