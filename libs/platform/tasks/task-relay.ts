import { Logger } from '@nestjs/common';
import type { TaskCatalogue } from './task-catalogue.js';
import type { TaskEnvelope } from './task-envelope.js';
import { jobOptions } from './task-job.js';
import type { TaskMetrics } from './task-metrics.js';
import type { TaskQueues } from './task-queues.js';

/** Transactions as role `praxis_system`; `SystemDatabase` is one. */
export interface RelayDatabase {
  write<T>(work: (tx: RelayTransaction) => Promise<T>): Promise<T>;
}

export interface RelayTransaction {
  query<T>(sql: string, parameters?: readonly unknown[]): Promise<T[]>;
}

interface OutboxRow {
  readonly id: string;
  readonly queue: string;
  readonly name: string;
  readonly key: string;
  readonly payload: object;
  readonly envelope: TaskEnvelope;
  readonly options: { readonly delay?: number; readonly priority?: number };
}

const BATCH = 200;
/** Milliseconds between looks at the outbox when nobody hints that there is something. */
const POLL_INTERVAL = 1000;

/**
 * Moves committed tasks from the outbox to their queues. Any number of processes may do so at once. When one dies between
 * adding to the queue and committing the removal, the same tasks are added again under the same ids and dropped there,
 * because finished tasks are remembered by age.
 */
export class TaskRelay {
  readonly #logger = new Logger('Tasks');
  #poll?: NodeJS.Timeout;
  #moving?: Promise<void>;
  #hinted = false;
  #stopped = false;

  constructor(
    private readonly database: RelayDatabase,
    private readonly catalogue: TaskCatalogue,
    private readonly queues: TaskQueues,
    private readonly metrics: TaskMetrics,
  ) {}

  onApplicationBootstrap(): void {
    this.#poll = setInterval(() => this.wake(), POLL_INTERVAL);
    this.wake();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#poll);
    await this.#moving;
  }

  /** There may be something in the outbox. Any number of hints during one round make one more round. */
  wake(): void {
    this.#hinted = true;
    if (this.#moving || this.#stopped) return;
    this.#moving = this.#moveWhileHinted()
      .catch((error: Error) => this.#logger.warn({ event: 'task-relay.failed', reason: error.message }))
      .finally(() => {
        this.#moving = undefined;
      });
  }

  /** Moves one batch. @returns how many tasks it had */
  async moveBatch(): Promise<number> {
    const types = this.catalogue.tasks.map((task) => task.name);
    const rows = await this.database.write(async (tx) => {
      const taken = await tx.query<OutboxRow>(TAKE, [types, BATCH]);
      await this.#enqueue(taken);
      return taken;
    });
    for (const row of rows) this.metrics.of(this.#taskOf(row)).enqueued.inc();
    return rows.length;
  }

  async #moveWhileHinted(): Promise<void> {
    while (this.#hinted && !this.#stopped) {
      this.#hinted = false;
      while ((await this.moveBatch()) === BATCH && !this.#stopped);
    }
  }

  async #enqueue(rows: readonly OutboxRow[]): Promise<void> {
    for (const [name, ofQueue] of Map.groupBy(rows, (row) => row.queue)) {
      const queue = await this.queues.open(name);
      const jobs = ofQueue.map((row) => ({
        name: row.name,
        data: { payload: row.payload, envelope: row.envelope },
        opts: jobOptions(this.#taskOf(row), row.key, row.options),
      }));
      const [only, ...others] = jobs;
      // On Postgres a bulk makes two temporary tables, which a single task is not worth.
      if (only && others.length === 0) await queue.add(only.name, only.data, only.opts);
      else await queue.addBulk(jobs);
    }
  }

  #taskOf(row: OutboxRow) {
    // Only rows of known types are taken.
    return this.catalogue.handlerOf(row.name)?.definition as NonNullable<
      ReturnType<TaskCatalogue['handlerOf']>
    >['definition'];
  }
}

/** Of types unknown here another process will take care. In the order of the ids, which is that of creation. */
const TAKE = `
  with taken as (
    delete from messaging.task_outbox where id in (
      select id from messaging.task_outbox where name = any ($1) order by id limit $2 for update skip locked
    ) returning id, queue, name, key, payload, envelope, options
  )
  select * from taken order by id`;
