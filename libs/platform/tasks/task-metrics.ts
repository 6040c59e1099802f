import { Counter, Histogram, type Registry } from 'prom-client';
import type { TaskDefinition } from './task-definition.js';

const labelNames = ['task', 'queue'] as const;
type Labels = (typeof labelNames)[number];

/** What an operator sees of the tasks of this process. */
export class TaskMetrics {
  readonly #byTask = new Map<string, TaskMeters>();
  readonly #all: Meters;

  constructor(registry: Registry) {
    const registers = [registry];
    const counter = (name: string, help: string) => new Counter({ name, help, labelNames, registers });
    this.#all = {
      enqueued: counter('praxis_task_enqueued_total', 'Tasks handed to a queue, duplicates included'),
      done: counter('praxis_task_done_total', 'Tasks that succeeded'),
      failed: counter('praxis_task_failed_total', 'Failed tries that will be followed by another'),
      parked: counter('praxis_task_parked_total', 'Tasks that failed for good'),
      cancelled: counter('praxis_task_cancelled_total', 'Tasks that were cancelled while they ran'),
      handedBack: counter('praxis_task_handed_back_total', 'Tasks that a stopping worker gave back to their queue'),
      duration: new Histogram({
        name: 'praxis_task_duration_seconds',
        help: 'How long one try at a task ran',
        labelNames,
        buckets: [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 300],
        registers,
      }),
    };
  }

  of(task: TaskDefinition): TaskMeters {
    const known = this.#byTask.get(task.name);
    if (known) return known;
    const meters = new TaskMeters(this.#all, task.name, task.queue.name);
    this.#byTask.set(task.name, meters);
    return meters;
  }
}

interface Meters extends Record<Exclude<keyof TaskMeters, 'duration'>, Counter<Labels>> {
  readonly duration: Histogram<Labels>;
}

/** The meters of one task type. Bound to their labels once, because looking labels up costs more than counting. */
export class TaskMeters {
  readonly enqueued: Counter.Internal;
  readonly done: Counter.Internal;
  readonly failed: Counter.Internal;
  readonly parked: Counter.Internal;
  readonly cancelled: Counter.Internal;
  readonly handedBack: Counter.Internal;
  readonly duration: Histogram.Internal<Labels>;

  constructor(all: Meters, task: string, queue: string) {
    const labels = { task, queue };
    this.enqueued = all.enqueued.labels(labels);
    this.done = all.done.labels(labels);
    this.failed = all.failed.labels(labels);
    this.parked = all.parked.labels(labels);
    this.cancelled = all.cancelled.labels(labels);
    this.handedBack = all.handedBack.labels(labels);
    this.duration = all.duration.labels(labels);
  }
}
