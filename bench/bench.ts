import type { AppUnderTest } from './app/app-under-test.js';
import type { BenchDatabases } from './databases/bench-databases.js';
import type { LoadGenerator } from './measure/load-generator.js';

/** How long a comparison measures. Many short rounds beat few long ones: a disturbance then spoils a few, and not the median. */
export interface Effort {
  /** Of closed-loop load, each of {@link seconds}. */
  readonly rounds: number;
  readonly curveRounds: number;
  readonly seconds: number;
  /** Of open-loop load, each of {@link openSeconds}; longer, since p99 needs many requests. */
  readonly openRounds: number;
  readonly openSeconds: number;
  /** Of work that takes as long as it takes. */
  readonly workloadRounds: number;
}

/** What scenarios work with. */
export interface Bench {
  readonly app: AppUnderTest;
  readonly databases: BenchDatabases;
  readonly generator: LoadGenerator;
  readonly effort: Effort;
  /** Also the points of the curves that take minutes: 1 M events. */
  readonly growth: boolean;
  /** Progress, for whoever waits. */
  say(text: string): void;
  /** Keeps what is behind a figure, for `latest.details.json`. */
  record(id: string, details: unknown): void;
}
