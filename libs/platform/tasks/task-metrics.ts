import { Counter, Histogram, register } from 'prom-client';
import type { TaskDefinition } from './task-definition.js';

const labelNames = ['task', 'queue'] as const;
type Labels = (typeof labelNames)[number];

const counter = (name: string, help: string): Counter<Labels> =>
  (register.getSingleMetric(name) as Counter<Labels> | undefined) ?? new Counter({ name, help, labelNames });

const enqueued = counter('praxis_task_enqueued_total', 'Tasks handed to a queue, duplicates included');
const done = counter('praxis_task_done_total', 'Tasks that succeeded');
const failed = counter('praxis_task_failed_total', 'Failed tries that will be followed by another');
const parked = counter('praxis_task_parked_total', 'Tasks that failed for good');
const cancelled = counter('praxis_task_cancelled_total', 'Tasks that were cancelled while they ran');
const handedBack = counter('praxis_task_handed_back_total', 'Tasks that a stopping worker gave back to their queue');

const DURATION = 'praxis_task_duration_seconds';
const duration =
  (register.getSingleMetric(DURATION) as Histogram<Labels> | undefined) ??
  new Histogram({
    name: DURATION,
    help: 'How long one try at a task ran',
    labelNames,
    buckets: [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 300],
  });

/** The meters of one task type. Bound to their labels once, because looking labels up costs more than counting. */
export class TaskMeters {
  readonly enqueued: Counter.Internal;
  readonly done: Counter.Internal;
  readonly failed: Counter.Internal;
  readonly parked: Counter.Internal;
  readonly cancelled: Counter.Internal;
  readonly handedBack: Counter.Internal;
  readonly duration: Histogram.Internal<Labels>;

  private constructor(task: string, queue: string) {
    const labels = { task, queue };
    this.enqueued = enqueued.labels(labels);
    this.done = done.labels(labels);
    this.failed = failed.labels(labels);
    this.parked = parked.labels(labels);
    this.cancelled = cancelled.labels(labels);
    this.handedBack = handedBack.labels(labels);
    this.duration = duration.labels(labels);
  }

  static readonly #byTask = new Map<string, TaskMeters>();

  static of(task: TaskDefinition): TaskMeters {
    const known = TaskMeters.#byTask.get(task.name);
    if (known) return known;
    const meters = new TaskMeters(task.name, task.queue.name);
    TaskMeters.#byTask.set(task.name, meters);
    return meters;
  }
}
