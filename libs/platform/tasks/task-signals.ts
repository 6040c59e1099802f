export type TaskState = 'running' | 'completed' | 'failed' | 'cancelled';

/** A step of a task's progress, for live display. */
export interface TaskProgress {
  readonly taskId: string;
  readonly name: string;
  readonly percent: number;
  /** Seconds to go, at the pace so far; null while unknown. */
  readonly etaSeconds: number | null;
  readonly state: TaskState;
  /** Whom it concerns: tell nobody outside this account. */
  readonly accountId?: string;
  readonly userId?: string;
}

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
