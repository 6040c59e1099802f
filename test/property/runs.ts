import { crc32 } from 'node:zlib';
import fc, { type Arbitrary, type RunDetails } from 'fast-check';

/** The same values come again with the same seed. */
const SEED = Number(process.env.PROPERTY_SEED ?? 20_261_120);
/** How many times the normal number of runs. */
const SCALE = Number(process.env.PROPERTY_RUNS ?? 1);
/** Runs that are under way at once, each of another property. */
const AT_ONCE = 12;
/** A value that breaks a property is looked at this often for a smaller one that does. */
const SHRINKINGS = 40;
const LONGEST_REPORT = 1_500;

export const scaled = (runs: number): number => Math.ceil(runs * SCALE);

/** Something that holds for every value. */
export interface Law<T> {
  readonly name: string;
  readonly values: Arbitrary<T>;
  readonly runs: number;
  /** @throws what is wrong */
  holds(value: T): Promise<void>;
}

export class BrokenLawsError extends Error {
  constructor(readonly broken: readonly string[]) {
    super([`${broken.length} broken, with PROPERTY_SEED=${SEED}:`, ...broken].join('\n\n'));
  }
}

/**
 * Tries all laws, several at once, each with its runs one after the other.
 * @throws BrokenLawsError telling for each the smallest value that was found to break it
 */
export async function holdAll<T>(laws: readonly Law<T>[]): Promise<void> {
  const broken: string[] = [];
  const waiting = [...laws];
  const take = async () => {
    for (let law = waiting.shift(); law; law = waiting.shift()) {
      const { name, values, runs, holds } = law;
      const details = await fc.check(
        fc.asyncProperty(fc.limitShrink(values, SHRINKINGS), (value) => holds(value)),
        { seed: seedOf(name), numRuns: scaled(runs) },
      );
      if (details.failed) broken.push(`${name}\n${reportOf(details)}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, take));
  if (broken.length > 0) throw new BrokenLawsError(broken.sort());
}

/** Each law its own values: with the same ones for all, what is missed by one would be missed by many. */
const seedOf = (name: string): number => SEED ^ crc32(name);

function reportOf<T>({ errorInstance, counterexample, counterexamplePath, numRuns }: RunDetails<T>): string {
  const reason = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  const value = brief(fc.stringify(counterexample));
  return `  ${brief(reason)}\n  run ${numRuns}, path ${counterexamplePath}: ${value}`;
}

/** Without what is the same again and again. */
const brief = (text: string): string => text.replace(/(.)\1{50,}/g, '$1$1$1…').slice(0, LONGEST_REPORT);
