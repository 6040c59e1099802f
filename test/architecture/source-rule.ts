import { type Exemption, exemptions } from './exemptions.js';
import type { Source } from './source-tree.js';

export interface Problem {
  readonly line: number;
  /** What is wrong, and what to do where that does not go without saying. */
  readonly what: string;
}

/** A rule that each file can be held against. */
export interface SourceRule {
  readonly name: string;
  judges(source: Source): boolean;
  /** @param all the whole project, for rules that must know the rest of it */
  problems(source: Source, all: readonly Source[]): Iterable<Problem>;
}

/** All breaches as `file:line what`, without those that are exempt. */
export function breaches(
  rule: SourceRule,
  sources: readonly Source[],
  exempt: readonly Exemption[] = exemptions,
): string[] {
  const isExempt = ({ path }: Source) =>
    exempt.some((exemption) => exemption.rule === rule.name && exemption.file === path);
  return sources
    .filter((source) => rule.judges(source) && !isExempt(source))
    .flatMap((source) => [...rule.problems(source, sources)].map(({ line, what }) => `${source.path}:${line} ${what}`));
}
