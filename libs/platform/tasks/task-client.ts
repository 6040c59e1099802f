import { newId } from '#platform/context/ids.js';
import type { TaskCatalogue } from './task-catalogue.js';
import type { TaskCompletion } from './task-completion.js';
import type { TaskDefinition } from './task-definition.js';
import { captureEnvelope } from './task-envelope.js';
import { chainFlow, groupFlow, type TaskStep } from './task-flow.js';
import { type EnqueueOptions, jobIdOf, jobOptions, type TaskHandle, type TaskJobData } from './task-job.js';
import type { TaskMetrics } from './task-metrics.js';
import { checkedPayload } from './task-payload.js';
import type { TaskQueues } from './task-queues.js';
import type { TaskSignals } from './task-signals.js';

export type BulkTask<P> = EnqueueOptions & { readonly payload: P };

/** What cancelling came to: `removed` before it began, `requested` while it runs, or it was `finished` or `unknown`. */
export type Cancellation = 'removed' | 'requested' | 'finished' | 'unknown';

/** Jobs per statement of a bulk. */
const BULK = 500;

/**
 * Hands tasks to their queues. Not part of any database transaction: when a task must exist exactly if a change commits,
 * use `TaskOutbox`. Account, site, actor, correlation and trace are taken from the ambient context.
 */
export class TaskClient {
  constructor(
    private readonly catalogue: TaskCatalogue,
    private readonly queues: TaskQueues,
    private readonly completion: TaskCompletion,
    private readonly signals: TaskSignals,
    private readonly metrics: TaskMetrics,
  ) {}

  /** @throws InvalidTaskPayloadError, InvalidTaskIdError, InvalidTaskOptionsError, UnknownTaskTypeError */
  enqueue<P extends object, R>(
    task: TaskDefinition<P, R>,
    payload: P,
    options: EnqueueOptions = {},
  ): Promise<TaskHandle> {
    return this.#add(task, payload, options);
  }

  /** Hands over many of one type, {@link BULK} per statement; checked before the first is sent. In the order given. */
  async enqueueBulk<P extends object, R>(
    task: TaskDefinition<P, R>,
    tasks: readonly BulkTask<P>[],
  ): Promise<TaskHandle[]> {
    this.catalogue.require(task);
    const envelope = captureEnvelope();
    const jobs = tasks.map(({ payload, ...options }) => {
      const data: TaskJobData = { payload: checkedPayload(task, payload), envelope };
      return { name: task.name, data, opts: jobOptions(task, jobIdOf(options.id ?? newId()), options) };
    });
    const queue = await this.queues.open(task.queue.name);
    const handles: TaskHandle[] = [];
    for (let from = 0; from < jobs.length; from += BULK) {
      const added = await queue.addBulk(jobs.slice(from, from + BULK));
      handles.push(...added.map((job) => handleOf(task, job.id as string)));
    }
    this.metrics.of(task).enqueued.inc(jobs.length);
    return handles;
  }

  /**
   * Runs a task on a worker and waits for what it returns, at most `timeout` ms.
   * @throws TaskFailedError when it was parked, TaskWaitTimeoutError when it took longer (it goes on)
   */
  async runAndWait<P extends object, R>(
    task: TaskDefinition<P, R>,
    payload: P,
    timeout: number,
    options: EnqueueOptions = {},
  ): Promise<R> {
    const handle = await this.#add(task, payload, options, { awaited: true });
    return this.completion.wait<R>(handle, timeout);
  }

  /**
   * Runs tasks one after the other. Each result must be an object or nothing; its fields are added to the payload of the
   * next task. A parked link holds back the ones after it, and the chain goes on when it is replayed.
   * @param options.id of the chain; its last task bears it, the ones before `<id>.1`, `<id>.2`, …
   * @returns the last task
   */
  chain(steps: readonly TaskStep[], options: { id?: string } = {}): Promise<TaskHandle> {
    return this.#addFlow(steps, options.id, (identity) => chainFlow(steps, identity));
  }

  /**
   * Runs tasks side by side and, when all have succeeded, `join`, whose payload gets their results, in order, as its field
   * `results` (null for one that returned nothing). A parked member holds back the join until it is replayed.
   * @returns the join
   */
  group(members: readonly TaskStep[], join: TaskStep, options: { id?: string } = {}): Promise<TaskHandle> {
    return this.#addFlow([...members, join], options.id, (identity) => groupFlow(members, join, identity));
  }

  /** Takes a task back, or asks the worker that runs it to stop. A running one ends as failed, "was cancelled". */
  async cancel({ id, queue }: TaskHandle): Promise<Cancellation> {
    const job = await (await this.queues.open(queue)).getJob(id);
    if (!job) return 'unknown';
    const state = await job.getState();
    if (state === 'completed' || state === 'failed') return 'finished';
    if (state !== 'active') {
      try {
        await job.remove();
        return 'removed';
      } catch (error) {
        // A worker may have taken it since; anything else is a real failure.
        if ((await job.getState()) !== 'active') throw error;
      }
    }
    await this.signals.publish({ kind: 'cancel', queue, taskId: id });
    return 'requested';
  }

  async #add<P extends object, R>(
    task: TaskDefinition<P, R>,
    payload: P,
    options: EnqueueOptions,
    extra: Pick<TaskJobData, 'awaited'> = {},
  ): Promise<TaskHandle> {
    this.catalogue.require(task);
    const data: TaskJobData = { payload: checkedPayload(task, payload), envelope: captureEnvelope(), ...extra };
    const opts = jobOptions(task, jobIdOf(options.id ?? newId()), options);
    const job = await (await this.queues.open(task.queue.name)).add(task.name, data, opts);
    this.metrics.of(task).enqueued.inc();
    return handleOf(task, job.id as string);
  }

  async #addFlow(
    steps: readonly TaskStep[],
    id: string | undefined,
    build: (identity: Parameters<typeof chainFlow>[1]) => ReturnType<typeof chainFlow>,
  ): Promise<TaskHandle> {
    for (const { task } of steps) this.catalogue.require(task);
    const flow = build({ jobId: jobIdOf(id ?? newId()), envelope: captureEnvelope() });
    const last = (steps.at(-1) as TaskStep).task;
    const handle = handleOf(last, flow.opts?.jobId as string);
    await (await this.queues.flows()).add(flow);
    for (const { task } of steps) this.metrics.of(task).enqueued.inc();
    return handle;
  }
}

const handleOf = (task: TaskDefinition, id: string): TaskHandle => ({ id, name: task.name, queue: task.queue.name });
