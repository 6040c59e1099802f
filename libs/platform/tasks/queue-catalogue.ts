import type { WorkerClass } from '../config/worker-class.js';

export interface QueueDefinition {
  /** Stable; the queue is stored under it. */
  readonly name: string;
  readonly workerClass: WorkerClass;
}

/** Declares a queue. A context hands its own to `TasksModule.forFeature`. */
export function defineQueue(name: string, options: { workerClass: WorkerClass }): QueueDefinition {
  return Object.freeze({ name, workerClass: options.workerClass });
}

/** The queues that every installation has. */
export const QUEUES = {
  eventsFast: defineQueue('events_fast', { workerClass: 'A' }),
  documents: defineQueue('documents', { workerClass: 'B' }),
  metadata: defineQueue('metadata', { workerClass: 'B' }),
  notifications: defineQueue('notifications', { workerClass: 'B' }),
  mailing: defineQueue('mailing', { workerClass: 'C' }),
  eventsSlow: defineQueue('events_slow', { workerClass: 'C' }),
  retention: defineQueue('retention', { workerClass: 'C' }),
  converter: defineQueue('converter', { workerClass: 'D' }),
  ocr: defineQueue('ocr', { workerClass: 'D' }),
  exports: defineQueue('exports', { workerClass: 'D' }),
  search: defineQueue('search', { workerClass: 'E' }),
  statistics: defineQueue('statistics', { workerClass: 'E' }),
} as const;

export const STANDARD_QUEUES: readonly QueueDefinition[] = Object.values(QUEUES);
