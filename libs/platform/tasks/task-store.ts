import type { ConnectionOptions } from 'bullmq';
import type { TaskSignals } from './task-signals.js';

/** Where tasks are kept: Postgres when standalone, Redis on a cluster. */
export interface TaskStore {
  readonly signals: TaskSignals;
  /** For `new Queue` and `new FlowProducer`: fails soon when the store does not answer. */
  readonly producers: ConnectionOptions;
  /** For `new Worker`: waits for the store to come back. */
  readonly consumers: ConnectionOptions;
  /** Redis: the prefix of every key. */
  readonly prefix?: string;
  /** Makes ready what these queues need in the store. */
  prepare(queues: readonly string[]): Promise<void>;
  /**
   * Runs `work` while no other process runs any this way. One at a time in each process: a turn may hold a connection of
   * `producers`, which `work` needs more of. Should the store lose the turn meanwhile, `work` goes on.
   */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** Closes its connections; queues and workers have been closed before. */
  onApplicationShutdown(): Promise<void>;
}
