import type { Job } from 'bullmq';
import type { WorkerClass } from '../config/worker-class.js';
import type { TaskCatalogue } from './task-catalogue.js';
import type { TaskHandle, TaskJobData } from './task-job.js';
import type { TaskQueues } from './task-queues.js';

export interface QueueState {
  readonly name: string;
  readonly workerClass: WorkerClass;
  readonly paused: boolean;
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
  /** Links of chains and ends of groups that wait for what comes before them. */
  readonly blocked: number;
  readonly parked: number;
  /** Finished and still remembered. */
  readonly finished: number;
}

export interface ParkedTask extends TaskHandle {
  readonly accountId?: string;
  readonly correlationId?: string;
  readonly tries: number;
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly enqueuedAt: number;
  readonly parkedAt: number;
}

/** What operators see and do: how full the queues are, what failed for good, and trying that again. */
export class TaskBoard {
  constructor(
    private readonly catalogue: TaskCatalogue,
    private readonly queues: TaskQueues,
  ) {}

  overview(): Promise<QueueState[]> {
    return Promise.all(
      this.catalogue.queues.map(async ({ name, workerClass }) => {
        const queue = await this.queues.open(name);
        const [counts, paused] = await Promise.all([queue.getJobCounts(), queue.isPaused()]);
        const count = (...states: string[]) => states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
        return {
          name,
          workerClass,
          paused,
          waiting: count('waiting', 'prioritized', 'paused'),
          delayed: count('delayed'),
          active: count('active'),
          blocked: count('waiting-children'),
          parked: count('failed'),
          finished: count('completed'),
        };
      }),
    );
  }

  /** Newest first. */
  async parked(queue: string, page: { offset: number; limit: number }): Promise<ParkedTask[]> {
    const jobs = await (await this.queues.open(queue)).getFailed(page.offset, page.offset + page.limit - 1);
    return jobs.map((job) => parkedTask(queue, job));
  }

  /** Tries a parked task again, with all its tries. @returns false when it is not parked (any more) */
  async replay({ queue, id }: TaskHandle): Promise<boolean> {
    const job = await (await this.queues.open(queue)).getJob(id);
    if (!job || (await job.getState()) !== 'failed') return false;
    await job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
    return true;
  }

  /** Forgets a parked task. @returns false when it is not parked (any more) */
  async discard({ queue, id }: TaskHandle): Promise<boolean> {
    const job = await (await this.queues.open(queue)).getJob(id);
    if (!job || (await job.getState()) !== 'failed') return false;
    await job.remove();
    return true;
  }

  async pause(queue: string): Promise<void> {
    await (await this.queues.open(queue)).pause();
  }

  async resume(queue: string): Promise<void> {
    await (await this.queues.open(queue)).resume();
  }
}

function parkedTask(queue: string, job: Job<TaskJobData>): ParkedTask {
  const { accountId, correlationId } = job.data.envelope;
  return {
    id: job.id as string,
    name: job.name,
    queue,
    accountId,
    correlationId,
    tries: job.attemptsMade,
    reason: job.failedReason,
    enqueuedAt: job.timestamp,
    parkedAt: job.finishedOn ?? job.timestamp,
  };
}
