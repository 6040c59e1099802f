import type { Type } from '@nestjs/common';
import type { RetryPolicy } from '../resilience/backoff.js';
import type { QueueDefinition } from './queue-catalogue.js';
import { DEFAULT_RETRY } from './retry-policy.js';

/** A task type: `P` is its payload, `R` what its handler returns. Both travel as JSON. */
export interface TaskDefinition<P extends object = object, R = unknown> {
  /** Stable, `<context>.<verb-phrase>`, for example `notifications.send-mail`; stored with every task. */
  readonly name: string;
  readonly label: string;
  readonly queue: QueueDefinition;
  /** class-validator class. Payloads are checked against it, as the JSON that they become, when they are enqueued. */
  readonly payload: Type<P>;
  /** Milliseconds that one try may take. */
  readonly timeLimit: number;
  readonly retry: RetryPolicy;
  /** Never set; carries the result's type. */
  readonly result?: R;
}

interface TaskOptions<P extends object> {
  readonly name: string;
  readonly label: string;
  readonly queue: QueueDefinition;
  /** Left out: the task takes nothing. */
  readonly payload?: Type<P>;
  /** Default 30,000. */
  readonly timeLimit?: number;
  /** Default: 3 tries, 1 s doubling to at most 600 s. */
  readonly retry?: Partial<RetryPolicy>;
}

/** The payload of a task that takes nothing. */
export class NoPayload {}

export class InvalidTaskDefinitionError extends Error {
  override readonly name = 'InvalidTaskDefinitionError';

  constructor(task: string, problem: string) {
    super(`Task type "${task}" cannot be declared: ${problem}.`);
  }
}

const NAME = /^[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)+$/;
/** Longest delay of a Node timer. */
const LONGEST_TIMER = 2 ** 31 - 1;

class DeclaredTask<P extends object, R> implements TaskDefinition<P, R> {
  readonly name: string;
  readonly label: string;
  readonly queue: QueueDefinition;
  readonly payload: Type<P>;
  readonly timeLimit: number;
  readonly retry: RetryPolicy;
  declare readonly result?: R;

  constructor(options: TaskOptions<P>) {
    this.name = options.name;
    this.label = options.label;
    this.queue = options.queue;
    this.payload = options.payload ?? (NoPayload as Type<P>);
    this.timeLimit = options.timeLimit ?? 30_000;
    this.retry = { ...DEFAULT_RETRY, ...options.retry };
  }

  /** Says what the handler returns: `defineTask({ … }).returning<{ pages: number }>()`. */
  returning<T>(): TaskDefinition<P, T> {
    return this as unknown as TaskDefinition<P, T>;
  }
}

/**
 * Declares a task type. Hand it to `TasksModule.forFeature`, and give it a handler with `@HandlesTask`.
 * @throws InvalidTaskDefinitionError
 */
export function defineTask<P extends object = NoPayload>(options: TaskOptions<P>): DeclaredTask<P, void> {
  const task = new DeclaredTask<P, void>(options);
  const refuse = (problem: string): never => {
    throw new InvalidTaskDefinitionError(task.name, problem);
  };
  if (!NAME.test(task.name)) refuse('its name must look like "notifications.send-mail"');
  if (!(task.timeLimit >= 1 && task.timeLimit <= LONGEST_TIMER)) refuse(`timeLimit must be 1 to ${LONGEST_TIMER} ms`);
  if (!(Number.isInteger(task.retry.tries) && task.retry.tries >= 1))
    refuse('retry.tries must be a whole number from 1');
  if (!(task.retry.firstDelay >= 0 && task.retry.longestDelay >= 0)) refuse('waits between tries cannot be negative');
  return Object.freeze(task);
}
