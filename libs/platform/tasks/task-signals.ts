import type { TaskProgress } from './task-run.js';

/**
 * Short messages between processes, for what is only useful at once. They may be lost: whoever relies on one also looks
 * for itself.
 */
export type TaskSignal =
  | { readonly kind: 'finished'; readonly queue: string; readonly taskId: string }
  | { readonly kind: 'cancel'; readonly queue: string; readonly taskId: string }
  | ({ readonly kind: 'progress' } & TaskProgress);

export interface TaskSignals {
  /** What one process publishes arrives in the order of these calls. */
  publish(signal: TaskSignal): Promise<void>;
  /** @returns a function that ends the subscription */
  subscribe(listener: (signal: TaskSignal) => void): () => void;
}
