import { Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import type { TaskDefinition } from './task-definition.js';
import { TaskTimeLimitError } from './task-errors.js';
import type { TaskJobData } from './task-job.js';
import type { TaskProgress, TaskSignals, TaskState } from './task-signals.js';

/** Progress is stored and told at most this often, in ms: a task may call `progress` per row. */
const PROGRESS_INTERVAL = 250;

/** One try at one task, as its handler sees it. */
export class TaskRun {
  static readonly #logger = new Logger('Tasks');
  readonly #abort = new AbortController();
  readonly #startedAt = Date.now();
  #toldAt = 0;
  #isOver = false;
  #reject?: (reason: Error) => void;

  constructor(
    private readonly job: Job<TaskJobData>,
    private readonly task: TaskDefinition,
    private readonly signals: TaskSignals,
  ) {}

  /** Unique in its queue, and deterministic when the task was enqueued with an id: the key for effects. */
  get id(): string {
    return this.job.id as string;
  }

  get name(): string {
    return this.task.name;
  }

  get queue(): string {
    return this.task.queue.name;
  }

  /** The tenant; absent in system work, which cannot touch tenant data. */
  get accountId(): string | undefined {
    return this.job.data.envelope.accountId;
  }

  /** 1 for the first try. */
  get attempt(): number {
    return this.job.attemptsMade + 1;
  }

  /** Aborts when the time limit passes, the task is cancelled, or this process shuts down; `signal.reason` says which. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /**
   * Tells how far the task is, in percent; call it as often as you like. Reaches `TaskProgressFeed` live. After the end of this run,
   * as when a handler goes on though it was cancelled, it tells nothing: nobody sees a task run that has ended.
   */
  progress(percent: number): void {
    const now = Date.now();
    if (this.#isOver || (percent < 100 && now - this.#toldAt < PROGRESS_INTERVAL)) return;
    this.#toldAt = now;
    const bounded = Math.min(Math.max(percent, 0), 100);
    const elapsed = (now - this.#startedAt) / 1000;
    const etaSeconds = bounded > 0 ? Math.round((elapsed / bounded) * (100 - bounded)) : null;
    const told = [
      this.job.updateProgress({ percent: bounded, etaSeconds }),
      this.signals.publish({ kind: 'progress', ...progressOf(this.job, bounded, etaSeconds, 'running') }),
    ];
    Promise.all(told).catch((error: Error) =>
      TaskRun.#logger.warn({ event: 'task.progress-not-told', task: this.name, id: this.id, reason: error.message }),
    );
  }

  /** Runs `work` so that {@link interrupt} can end it early; its own outcome then no longer counts. Platform only. */
  during<T>(work: () => Promise<T> | T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#reject = reject;
      Promise.resolve(work()).then(resolve, reject);
    });
  }

  /** Ends this run if its time is up. Platform only. */
  keepTime(now: number): void {
    const { name, timeLimit } = this.task;
    if (now - this.#startedAt >= timeLimit) this.interrupt(new TaskTimeLimitError(name, timeLimit));
  }

  /** Ends this run with `reason`, whether or not the handler listens to its signal. Platform only. */
  interrupt(reason: Error): void {
    this.end();
    this.#abort.abort(reason);
    this.#reject?.(reason);
  }

  /** From here on this run tells nothing more. Platform only. */
  end(): void {
    this.#isOver = true;
  }
}

export function progressOf(
  job: Job<TaskJobData>,
  percent: number,
  etaSeconds: number | null,
  state: TaskState,
): TaskProgress {
  const { accountId, actor } = job.data.envelope;
  return { taskId: job.id as string, name: job.name, percent, etaSeconds, state, accountId, userId: actor?.userId };
}
