import { Logger } from '@nestjs/common';
import { type Job, WaitingError } from 'bullmq';
import { runInContext } from '#platform/context/request-context.js';
import type { TaskCatalogue } from './task-catalogue.js';
import { UnknownTaskTypeError } from './task-catalogue-errors.js';
import type { TaskDefinition } from './task-definition.js';
import { restoredContext } from './task-envelope.js';
import { FatalTaskError, RetryableTaskError, TaskCancelledError, TaskHandedBackError } from './task-errors.js';
import { fedPayload } from './task-flow.js';
import type { TaskHandler } from './task-handler.js';
import type { TaskJobData } from './task-job.js';
import type { TaskMeters, TaskMetrics } from './task-metrics.js';
import { TaskRun } from './task-run.js';
import type { TaskSignals } from './task-signals.js';

/** Time limits are looked at this often, in ms: one timer for all runs rather than one set and cleared for each. */
const WATCH_INTERVAL = 50;

/**
 * Runs single tasks for the workers: finds the handler, restores the context, bounds the time. On the hot path: everything
 * here happens once per task, so nothing is made that most tasks do not need.
 */
export class TaskProcessor {
  readonly #logger = new Logger('Tasks');
  readonly #running = new Set<TaskRun>();
  #watch?: NodeJS.Timeout;

  constructor(
    private readonly catalogue: TaskCatalogue,
    private readonly signals: TaskSignals,
    private readonly metrics: TaskMetrics,
  ) {}

  async process(job: Job<TaskJobData>, token: string | undefined): Promise<unknown> {
    const registration = this.catalogue.handlerOf(job.name);
    // Tried again rather than parked: while versions change, another process may know the type already.
    if (!registration) throw this.#unknown(job);
    const { definition, handler } = registration;
    const run = new TaskRun(job, definition, this.signals);
    this.#running.add(run);
    this.#watch ??= setTimeout(() => this.#keepTime(), WATCH_INTERVAL);
    const startedAt = performance.now();
    const meters = this.metrics.of(definition);
    try {
      const result = await this.#run(job, run, definition, handler);
      meters.done.inc();
      return result;
    } catch (error) {
      if (error instanceof TaskHandedBackError) return await this.#handBack(job, token, meters);
      throw this.#judged(error, job, run, meters);
    } finally {
      run.end();
      meters.duration.observe((performance.now() - startedAt) / 1000);
      this.#running.delete(run);
    }
  }

  /** Stops a task that runs here. */
  cancel(queue: string, taskId: string): void {
    for (const run of this.#running) {
      if (run.id === taskId && run.queue === queue) run.interrupt(new TaskCancelledError(run.name));
    }
  }

  /** Gives everything that still runs here back to its queue. */
  handBackAll(): void {
    for (const run of this.#running) run.interrupt(new TaskHandedBackError(run.name));
  }

  #keepTime(): void {
    const now = Date.now();
    for (const run of this.#running) run.keepTime(now);
    this.#watch = this.#running.size > 0 ? setTimeout(() => this.#keepTime(), WATCH_INTERVAL) : undefined;
  }

  #run(job: Job<TaskJobData>, run: TaskRun, task: TaskDefinition, handler: TaskHandler<TaskDefinition>) {
    const { payload, envelope, feed } = job.data;
    return runInContext(restoredContext(envelope, run.id), () =>
      run.during(
        feed ? async () => handler.run(await fedPayload(job, task, feed), run) : () => handler.run(payload, run),
      ),
    );
  }

  #unknown(job: Job<TaskJobData>): Error {
    this.#logger.warn({ event: 'task.unknown', task: job.name, queue: job.queueName, id: job.id });
    return new UnknownTaskTypeError(job.name);
  }

  async #handBack(job: Job<TaskJobData>, token: string | undefined, meters: TaskMeters): Promise<never> {
    await job.moveToWait(token);
    meters.handedBack.inc();
    this.#logger.log({ event: 'task.handed-back', task: job.name, id: job.id });
    // Tells BullMQ that the job has been moved already: no try is used up.
    throw new WaitingError();
  }

  #judged(thrown: unknown, job: Job<TaskJobData>, run: TaskRun, meters: TaskMeters): Error {
    const error = thrown instanceof Error ? thrown : new RetryableTaskError(String(thrown));
    const lastTry = run.attempt >= (job.opts.attempts ?? 1);
    const outcome = error instanceof TaskCancelledError ? 'cancelled' : fatal(error) || lastTry ? 'parked' : 'failed';
    meters[outcome].inc();
    const { accountId, correlationId } = job.data.envelope;
    this.#logger.warn({
      event: `task.${outcome}`,
      task: job.name,
      queue: job.queueName,
      id: job.id,
      attempt: run.attempt,
      accountId,
      correlationId,
      error: error.name,
      reason: error.message,
    });
    return error;
  }
}

const fatal = (error: Error): boolean => error instanceof FatalTaskError || error.name === 'UnrecoverableError';
