import { TaskFailedError, TaskWaitTimeoutError } from './task-errors.js';
import type { TaskHandle } from './task-job.js';
import type { TaskQueues } from './task-queues.js';
import type { TaskSignals } from './task-signals.js';

/** Looked at this often, in ms, in case the signal of completion was lost. */
const LOOK_INTERVAL = 500;

/** How BullMQ's backends say that a job has finished. */
const COMPLETED = 1;
const FAILED = 2;

/**
 * Waits for tasks to finish: woken by the worker's signal, and looking for itself as well. BullMQ's own
 * `waitUntilFinished` reads every event of the queue, and on Postgres can miss the one it waits for.
 */
export class TaskCompletion {
  readonly #waiting = new Map<string, Set<() => void>>();
  #unsubscribe?: () => void;

  constructor(
    private readonly queues: TaskQueues,
    private readonly signals: TaskSignals,
  ) {}

  /** @throws TaskFailedError, TaskWaitTimeoutError */
  async wait<R>(task: TaskHandle, timeout: number): Promise<R> {
    const deadline = Date.now() + timeout;
    const queue = await this.queues.open(task.queue);
    for (;;) {
      const woken = this.#nextLook(
        `${task.queue}/${task.id}`,
        Math.min(LOOK_INTERVAL, Math.max(deadline - Date.now(), 0)),
      );
      const outcome = await queue.getBackend().isFinished(task.id, true);
      const [status, value] = Array.isArray(outcome) ? outcome : [outcome, ''];
      if (status === COMPLETED) return (value ? JSON.parse(value) : null) as R;
      if (status === FAILED) throw new TaskFailedError(task.name, task.id, value);
      if (Date.now() >= deadline) throw new TaskWaitTimeoutError(task.name, task.id, timeout);
      await woken;
    }
  }

  onModuleDestroy(): void {
    this.#unsubscribe?.();
  }

  /** Armed before each look, so that a signal between look and wait is not lost. */
  #nextLook(task: string, atLatestIn: number): Promise<void> {
    this.#unsubscribe ??= this.signals.subscribe((signal) => {
      if (signal.kind !== 'finished') return;
      for (const wake of this.#waiting.get(`${signal.queue}/${signal.taskId}`) ?? []) wake();
    });
    return new Promise((resolve) => {
      const wakers = this.#waiting.get(task) ?? new Set();
      this.#waiting.set(task, wakers);
      const wake = () => {
        clearTimeout(timer);
        wakers.delete(wake);
        if (wakers.size === 0 && this.#waiting.get(task) === wakers) this.#waiting.delete(task);
        resolve();
      };
      const timer = setTimeout(wake, atLatestIn);
      wakers.add(wake);
    });
  }
}
