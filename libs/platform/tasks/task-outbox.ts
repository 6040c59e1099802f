import { newId } from '#platform/context/ids.js';
import type { TaskCatalogue } from './task-catalogue.js';
import type { TaskDefinition } from './task-definition.js';
import { captureEnvelope } from './task-envelope.js';
import { jobIdOf, jobOptions } from './task-job.js';
import { checkedPayload } from './task-payload.js';

/** As much of a database transaction as the outbox needs. */
export interface TransactionLike {
  readonly accountId: string | undefined;
  query<T>(sql: string, parameters?: unknown[]): Promise<T[]>;
  afterCommit(work: () => void): void;
}

export interface OutboxOptions {
  /**
   * Deterministic key, for example `<event id>:<reaction>`: a second task with it is dropped, here and in the queue. It
   * becomes the task's id. Default: a new UUID.
   */
  readonly key?: string;
  /** Milliseconds until it may run, counted from when it is relayed. */
  readonly delay?: number;
  readonly priority?: number;
}

/** Enqueues tasks as part of a database transaction: they exist exactly if it commits. */
export class TaskOutbox {
  constructor(
    private readonly catalogue: TaskCatalogue,
    private readonly wakeRelay: () => void,
  ) {}

  /**
   * @returns the task's id
   * @throws InvalidTaskPayloadError, InvalidTaskIdError, InvalidTaskOptionsError, UnknownTaskTypeError: before anything is written
   */
  async add<P extends object, R>(
    tx: TransactionLike,
    task: TaskDefinition<P, R>,
    payload: P,
    options: OutboxOptions = {},
  ): Promise<string> {
    this.catalogue.require(task);
    const id = newId();
    const { key = id, delay, priority } = options;
    const jobId = jobIdOf(key);
    // What the queue would refuse must be refused here: relayed, it would hold up all that comes after it.
    jobOptions(task, jobId, { delay, priority });
    // The transaction decides the tenant: it may have been opened for another account than the ambient one.
    const envelope = { ...captureEnvelope(), accountId: tx.accountId };
    const row = [
      id,
      task.queue.name,
      task.name,
      jobId,
      JSON.stringify(checkedPayload(task, payload)),
      JSON.stringify(envelope),
      JSON.stringify({ delay, priority }),
    ];
    await tx.query(INSERT, row);
    tx.afterCommit(this.wakeRelay);
    return jobId;
  }
}

/** No conflict target: naming the key's index would need the right to read it. */
const INSERT = `
  insert into messaging.task_outbox (id, queue, name, key, payload, envelope, options)
  values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`;
