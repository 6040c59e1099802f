interface WorkerClassTraits {
  readonly label: string;
  /** Tasks that one process works on at once, per queue of the class. */
  readonly concurrency: number;
  /**
   * Seconds that a finished task is remembered, so that a second one with the same id is dropped. Never less than an hour:
   * the outbox relies on it after a crash. Shorter where volume is high, because remembering costs a row each.
   */
  readonly rememberFor: number;
}

const HOUR = 3600;
const DAY = 24 * HOUR;

/** The five worker classes. A worker process serves all of them or some (`WORKER_CLASSES`). */
export const WORKER_CLASSES = {
  A: { label: 'Low latency, high volume', concurrency: 50, rememberFor: HOUR },
  B: { label: 'Medium', concurrency: 10, rememberFor: DAY },
  C: { label: 'Medium, background', concurrency: 5, rememberFor: DAY },
  D: { label: 'Heavy', concurrency: 2, rememberFor: DAY },
  E: { label: 'Maintenance', concurrency: 1, rememberFor: DAY },
} as const satisfies Record<string, WorkerClassTraits>;

export type WorkerClass = keyof typeof WORKER_CLASSES;

export const ALL_WORKER_CLASSES = Object.keys(WORKER_CLASSES) as WorkerClass[];

export const isWorkerClass = (value: unknown): value is WorkerClass =>
  typeof value === 'string' && Object.hasOwn(WORKER_CLASSES, value);
