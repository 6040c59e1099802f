import type { TaskProgress, TaskSignals } from './task-signals.js';

/** Live progress of long tasks, wherever they run. Best effort: what is told while nobody listens is gone. */
export class TaskProgressFeed {
  constructor(private readonly signals: TaskSignals) {}

  /** @returns a function that ends the subscription */
  subscribe(listener: (progress: TaskProgress) => void): () => void {
    return this.signals.subscribe((signal) => {
      if (signal.kind !== 'progress') return;
      const { kind: _kind, ...progress } = signal;
      listener(progress);
    });
  }
}
