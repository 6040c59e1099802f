/**
 * Work that is measured inside a process: draining a backlog, running tasks, calling a contract. A module exports
 * {@link WorkloadModule}; it is loaded into a process of its own on the server's core.
 */
export interface Workload {
  /** Untimed, before each `run`: brings the database to the state that `run` starts from. */
  prepare(): Promise<void>;
  /** Timed by the workload itself, which alone knows when the first piece starts and the last one is committed. */
  run(): Promise<WorkDone>;
  /** What is there after `run`, as JSON: the two sides' must be equal, so that both did all of the work. */
  outcome(): Promise<unknown>;
  close(): Promise<void>;
}

export interface WorkDone {
  readonly operations: number;
  readonly milliseconds: number;
}

export interface WorkloadSettings {
  /** Connection of the owner of a database that only this side uses. */
  readonly ownerUrl: string;
  /** Pieces of work in one run. */
  readonly size: number;
  /** What is different this time, for scenarios with several forms, such as `failing-reaction`. */
  readonly variant: string;
}

export interface WorkloadModule {
  openWorkload(settings: WorkloadSettings): Promise<Workload>;
}
