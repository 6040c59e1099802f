import { Logger } from '@nestjs/common';
import { type Job, Worker } from 'bullmq';
import { WORKER_CLASSES, type WorkerClass } from '../config/worker-class.js';
import type { QueueDefinition } from './queue-catalogue.js';
import { taskRetryDelay } from './retry-policy.js';
import type { TaskCatalogue } from './task-catalogue.js';
import { TaskCancelledError } from './task-errors.js';
import type { TaskJobData } from './task-job.js';
import type { TaskProcessor } from './task-processor.js';
import type { TaskQueues } from './task-queues.js';
import { progressOf } from './task-run.js';
import type { TaskState } from './task-signals.js';
import type { TaskStore } from './task-store.js';

export interface TaskWorkerSettings {
  /** Classes that this process works for. None: it only enqueues. */
  readonly workerClasses: readonly WorkerClass[];
  readonly concurrency: Partial<Record<WorkerClass, number>>;
  /** Milliseconds that running tasks get to finish at shutdown before they are handed back. */
  readonly shutdownWait: number;
  /** Milliseconds without a sign of life after which another worker may take a task over. */
  readonly lockDuration: number;
  /** Milliseconds between looks for tasks whose worker has died. */
  readonly stalledInterval: number;
}

export const DEFAULT_WORKER_SETTINGS = { shutdownWait: 5000, lockDuration: 15_000, stalledInterval: 7500 } as const;

/** A task that saw this many workers die is parked: it is probably what kills them. */
const DEATHS_BORNE = 10;
/** Milliseconds until a worker asks the store again that did not answer; BullMQ's own are 15,000, for which it would do nothing. */
const ASK_AGAIN = 1000;
/** Milliseconds for handing back. When the store does not answer, the tasks are found by their lapsed locks instead. */
const HAND_BACK_TIME = 2000;
/** Milliseconds between removals of finished tasks that need not be remembered any longer. */
const FORGET_INTERVAL = 10_000;
/** Parked tasks are kept for operators this long, in seconds. */
const KEEP_PARKED = 90 * 24 * 3600;

/** Starts a worker per queue of the selected classes, and stops them without losing a task. */
export class TaskWorkers {
  readonly #logger = new Logger('Tasks');
  readonly #workers: Worker<TaskJobData>[] = [];
  #unsubscribe?: () => void;

  constructor(
    private readonly catalogue: TaskCatalogue,
    private readonly queues: TaskQueues,
    private readonly processor: TaskProcessor,
    private readonly store: TaskStore,
    private readonly settings: TaskWorkerSettings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const queues = this.catalogue.usedQueues.filter((queue) => this.settings.workerClasses.includes(queue.workerClass));
    if (queues.length === 0) return;
    await this.queues.prepared();
    for (const queue of queues) this.#workers.push(this.#start(queue));
    this.#unsubscribe = this.store.signals.subscribe((signal) => {
      if (signal.kind === 'cancel') this.processor.cancel(signal.queue, signal.taskId);
    });
  }

  /** Fetches nothing more, lets what runs finish for a while, and hands the rest back. */
  async beforeApplicationShutdown(): Promise<void> {
    const stopped = Promise.all(this.#workers.map((worker) => worker.close())).then(() => true);
    const { shutdownWait } = this.settings;
    if (!(await within(shutdownWait, stopped))) {
      this.processor.handBackAll();
      if (!(await within(HAND_BACK_TIME, stopped))) this.#logger.error({ event: 'tasks.not-handed-back' });
    }
    this.#unsubscribe?.();
  }

  #start(queue: QueueDefinition): Worker<TaskJobData> {
    const traits = WORKER_CLASSES[queue.workerClass];
    let forgetAt = 0;
    // Two parameters, no more: with a third BullMQ would make an abort signal of its own per job.
    const process = (job: Job<TaskJobData>, token?: string) => {
      const now = Date.now();
      if (now >= forgetAt) {
        forgetAt = now + FORGET_INTERVAL;
        // Removes all finished jobs of the queue that are older than this. As an option of the worker it would be done with
        // every job, which took about a quarter of the database's time.
        job.opts.removeOnComplete = { age: traits.rememberFor };
      }
      return this.processor.process(job, token);
    };
    const worker = new Worker<TaskJobData>(queue.name, process, {
      connection: this.store.consumers,
      prefix: this.store.prefix,
      concurrency: this.settings.concurrency[queue.workerClass] ?? traits.concurrency,
      lockDuration: this.settings.lockDuration,
      stalledInterval: this.settings.stalledInterval,
      maxStalledCount: DEATHS_BORNE,
      runRetryDelay: ASK_AGAIN,
      removeOnFail: { age: KEEP_PARKED },
      settings: { backoffStrategy: (attempt, _type, error, job) => this.#delayOf(attempt, error, job?.name) },
    });
    worker.on('error', (error) =>
      this.#logger.warn({ event: 'worker.error', queue: queue.name, reason: error.message }),
    );
    worker.on('stalled', (id) => this.#logger.warn({ event: 'task.worker-died', queue: queue.name, id }));
    worker.on('completed', (job) => this.#tellEnd(job, 'completed'));
    worker.on('failed', (job, error) => {
      if (job?.finishedOn) this.#tellEnd(job, error instanceof TaskCancelledError ? 'cancelled' : 'failed');
    });
    return worker;
  }

  #delayOf(attempt: number, error: Error | undefined, name: string | undefined): number {
    const retry = name === undefined ? undefined : this.catalogue.handlerOf(name)?.definition.retry;
    return retry ? taskRetryDelay(retry, attempt, error) : this.settings.lockDuration;
  }

  /** Only to those who asked: who waits for this task, or watches its progress. */
  #tellEnd(job: Job<TaskJobData>, state: TaskState): void {
    if (!job.data.awaited && !job.progress) return;
    const told: Promise<void>[] = [];
    if (job.data.awaited) {
      told.push(this.store.signals.publish({ kind: 'finished', queue: job.queueName, taskId: job.id as string }));
    }
    const progress = job.progress;
    if (typeof progress === 'object' && 'percent' in progress) {
      const percent = state === 'completed' ? 100 : Number(progress.percent);
      told.push(this.store.signals.publish({ kind: 'progress', ...progressOf(job, percent, 0, state) }));
    }
    Promise.all(told).catch((error: Error) =>
      this.#logger.warn({ event: 'task.end-not-told', task: job.name, id: job.id, reason: error.message }),
    );
  }
}

/** Whether `done` came true in time. */
async function within(limit: number, done: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), limit);
  });
  return Promise.race([done, late]).finally(() => clearTimeout(timer));
}
