import type { JobsOptions } from 'bullmq';
import type { TaskDefinition } from './task-definition.js';
import type { TaskEnvelope } from './task-envelope.js';
import { InvalidTaskIdError, InvalidTaskOptionsError } from './task-errors.js';

/** Where a task gets the rest of its payload from. */
export interface TaskFeed {
  /** The tasks before it, in order. */
  readonly from: readonly { readonly queue: string; readonly id: string }[];
  /** `merge`: the one result's fields are added to the payload; `results`: all results, in order, as field `results`. */
  readonly as: 'merge' | 'results';
}

/** What is stored with BullMQ as a job's data. */
export interface TaskJobData {
  readonly payload: object;
  readonly envelope: TaskEnvelope;
  /** Links of a chain and the end of a group: where the rest of the payload comes from. */
  readonly feed?: TaskFeed;
  /** Somebody waits for the result and wants to be told. */
  readonly awaited?: true;
}

export interface TaskHandle {
  readonly id: string;
  readonly name: string;
  readonly queue: string;
}

export interface EnqueueOptions {
  /**
   * Deterministic id: a second task with it is dropped, as long as the first is waiting, running, parked, or finished less
   * than `rememberFor` of its worker class ago (an hour at least). Default: a new UUID.
   */
  readonly id?: string;
  /** Milliseconds until it may run. */
  readonly delay?: number;
  /** 1 (first) to 2,097,152 (last); tasks without one go before all of these. */
  readonly priority?: number;
  /**
   * Merges this with a task of the same key that is still waiting; if that one is running already, there is exactly one
   * more run after it, with the newest payload. For work such as "index document 7".
   */
  readonly coalesce?: string;
}

/** Named so that stored tasks say which strategy they want; `task-workers.ts` provides it. */
const BACKOFF_TYPE = 'praxis';

const LONGEST_ID = 500;
/** BullMQ's limit. */
const LAST_PRIORITY = 2 ** 21;
/** Ten years: what is later is a mistake of units. */
const LONGEST_DELAY = 10 * 366 * 24 * 3600 * 1000;

/** BullMQ takes neither `:` nor a mere number as an id. Escaped so that different ids stay different. */
export function jobIdOf(id: string): string {
  if (id.length === 0 || id.length > LONGEST_ID || /^-?\d+$/.test(id)) throw new InvalidTaskIdError(id);
  return id.replace(/[%:]/g, encodeURIComponent);
}

/** @throws InvalidTaskOptionsError */
export function jobOptions(task: TaskDefinition, jobId: string, options: EnqueueOptions): JobsOptions {
  const { tries } = task.retry;
  const { delay = 0, priority = 0 } = options;
  if (!(delay >= 0 && delay <= LONGEST_DELAY)) {
    throw new InvalidTaskOptionsError(task.name, `delay must be 0 to ${LONGEST_DELAY} ms, and is ${delay}`);
  }
  if (!(Number.isInteger(priority) && priority >= 0 && priority <= LAST_PRIORITY)) {
    throw new InvalidTaskOptionsError(
      task.name,
      `priority must be a whole number to ${LAST_PRIORITY}, and is ${priority}`,
    );
  }
  return {
    jobId,
    attempts: tries,
    backoff: tries > 1 ? { type: BACKOFF_TYPE } : undefined,
    delay: options.delay,
    priority: options.priority,
    deduplication: options.coalesce ? { id: options.coalesce, keepLastIfActive: true } : undefined,
  };
}
