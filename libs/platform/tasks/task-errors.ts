import { UnrecoverableError } from 'bullmq';

/**
 * The task may succeed when it is tried again. Any unknown error counts as one; throw this to say so, or to say when.
 */
export class RetryableTaskError extends Error {
  constructor(
    message: string,
    /** `retryAfter`: milliseconds until the next try instead of the policy's backoff. */
    options: { cause?: unknown; retryAfter?: number } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'RetryableTaskError';
    this.retryAfter = options.retryAfter;
  }

  readonly retryAfter?: number;
}

/** Trying again cannot help: the task is parked at once, whatever tries it has left. */
export class FatalTaskError extends UnrecoverableError {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message);
    this.name = 'FatalTaskError';
    this.cause = options.cause;
  }
}

/** The task was still running when its time was up. It is tried again; what it had begun is told through its signal. */
export class TaskTimeLimitError extends RetryableTaskError {
  constructor(name: string, timeLimit: number) {
    super(
      `Task "${name}" ran longer than its time limit of ${timeLimit} ms. ` +
        `Make it smaller, let it listen to run.signal, or raise timeLimit in its definition.`,
    );
    this.name = 'TaskTimeLimitError';
  }
}

/** Somebody cancelled the task while it ran. */
export class TaskCancelledError extends FatalTaskError {
  constructor(name: string) {
    super(`Task "${name}" was cancelled.`);
    this.name = 'TaskCancelledError';
  }
}

/** This process is shutting down; the task goes back to its queue, without having used up a try. */
export class TaskHandedBackError extends Error {
  constructor(name: string) {
    super(`Task "${name}" is handed back to its queue because this process is shutting down.`);
    this.name = 'TaskHandedBackError';
  }
}

/** `runAndWait` waited for a task that was parked. */
export class TaskFailedError extends Error {
  constructor(
    readonly taskName: string,
    readonly taskId: string,
    reason: string,
  ) {
    super(`Task "${taskName}" (${taskId}) failed: ${reason}`);
    this.name = 'TaskFailedError';
  }
}

/** `runAndWait` gave up waiting. The task itself goes on. */
export class TaskWaitTimeoutError extends Error {
  constructor(
    readonly taskName: string,
    readonly taskId: string,
    timeout: number,
  ) {
    super(
      `Task "${taskName}" (${taskId}) did not finish within ${timeout} ms; it goes on without being waited for. ` +
        `Is a worker of its class running? Otherwise wait longer, or enqueue it and react to its effect.`,
    );
    this.name = 'TaskWaitTimeoutError';
  }
}

export class InvalidTaskPayloadError extends Error {
  constructor(
    readonly taskName: string,
    readonly problems: readonly string[],
  ) {
    super(`The payload of task "${taskName}" is refused: ${problems.join('; ')}.`);
    this.name = 'InvalidTaskPayloadError';
  }
}

export class InvalidTaskIdError extends Error {
  constructor(id: string) {
    super(
      `"${id}" cannot be the id of a task: it must have 1 to 500 characters and must not be a mere number. ` +
        `Make it from what the task is about, for example "<event id>:<reaction>".`,
    );
    this.name = 'InvalidTaskIdError';
  }
}

export class InvalidTaskOptionsError extends Error {
  constructor(taskName: string, problem: string) {
    super(`Task "${taskName}" cannot be enqueued like this: ${problem}.`);
    this.name = 'InvalidTaskOptionsError';
  }
}

export class InvalidScheduleError extends Error {
  constructor(schedule: string, problem: string) {
    super(`Schedule "${schedule}" is refused: ${problem}.`);
    this.name = 'InvalidScheduleError';
  }
}

/** A chain or group that cannot be run as it was put together. */
export class InvalidTaskFlowError extends Error {
  constructor(problem: string) {
    super(`These tasks cannot be combined: ${problem}.`);
    this.name = 'InvalidTaskFlowError';
  }
}
