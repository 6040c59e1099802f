import type { Bench } from './bench.js';
import type { Result } from './measure/interleave.js';

/** One line of performance.md. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  run(bench: Bench): Promise<Result[]>;
}

/** Something that the scenario needs is not there. It is reported as not run, never as passed. */
export class NotRunnableError extends Error {}
