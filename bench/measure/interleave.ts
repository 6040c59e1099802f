import { median } from './statistics.js';
import type { Target } from './target.js';

export type SideName = 'ours' | 'reference';

/** One figure per side and round, measured next to each other in time. */
export interface Rounds {
  readonly ours: number[];
  readonly reference: number[];
}

/** One line of the table and of latest.json (interfaces.md). */
export interface Result {
  readonly id: string;
  readonly name: string;
  readonly ours: number;
  readonly reference: number;
  readonly unit: string;
  /** Median over the rounds of ours ÷ reference in the same round: drift of the machine cancels out. */
  readonly ratio: number;
  /** The smallest and the largest of those ratios. */
  readonly range: [number, number];
  readonly target: string;
  readonly pass: boolean;
}

/** Rounds of A-B, B-A, A-B, …: whichever side went first would otherwise gain or lose by the machine's drift. */
export async function interleave(rounds: number, measure: (side: SideName) => Promise<number>): Promise<Rounds> {
  const figures: Rounds = { ours: [], reference: [] };
  for (let round = 0; round < rounds; round++) {
    const order: SideName[] = round % 2 ? ['reference', 'ours'] : ['ours', 'reference'];
    for (const side of order) figures[side].push(await measure(side));
  }
  return figures;
}

export function summarise(about: { id: string; name: string; unit: string; target: Target }, figures: Rounds): Result {
  const ratios = figures.ours.map((own, round) => own / figures.reference[round]!);
  const ours = median(figures.ours);
  const reference = median(figures.reference);
  const ratio = median(ratios);
  return {
    id: about.id,
    name: about.name,
    ours,
    reference,
    unit: about.unit,
    ratio,
    range: [Math.min(...ratios), Math.max(...ratios)],
    target: about.target.text,
    pass: about.target.met(ours, reference, ratio),
  };
}
