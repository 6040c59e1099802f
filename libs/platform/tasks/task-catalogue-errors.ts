/** Start-up refuses to go on with any of these. */
abstract class TaskCatalogueError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

export class TaskTypeWithoutQueueError extends TaskCatalogueError {
  constructor(task: string, queue: string | undefined) {
    super(
      queue === undefined
        ? `Task type "${task}" has no queue. Give it one in defineTask({ queue }).`
        : `Task type "${task}" is for queue "${queue}", which nobody has declared. ` +
            `Use one of QUEUES, or hand the queue to TasksModule.forFeature({ queues }).`,
    );
  }
}

export class QueueWithoutClassError extends TaskCatalogueError {
  constructor(queue: string, workerClass: unknown) {
    super(
      `Queue "${queue}" has no worker class (it says ${JSON.stringify(workerClass)}). ` +
        `Give it one of A, B, C, D, E in defineQueue('${queue}', { workerClass }).`,
    );
  }
}

export class QueueDeclaredTwiceError extends TaskCatalogueError {
  constructor(queue: string) {
    super(`Queue "${queue}" is declared twice. Declare it in one place and import it from there, or rename one.`);
  }
}

export class DuplicateTaskTypeError extends TaskCatalogueError {
  constructor(task: string) {
    super(`Task type "${task}" is declared twice. Names are stored with tasks and must be unique: rename one of them.`);
  }
}

export class HandlerWithoutTaskTypeError extends TaskCatalogueError {
  constructor(handler: string, task: string) {
    super(
      `${handler} handles task type "${task}", which no module has declared. ` +
        `Hand the definition to TasksModule.forFeature({ tasks }) in the module that provides ${handler}.`,
    );
  }
}

export class TaskTypeWithoutHandlerError extends TaskCatalogueError {
  constructor(task: string) {
    super(
      `Task type "${task}" has no handler, so its tasks would wait for ever. ` +
        `Write a class with @HandlesTask and list it among the providers of its module.`,
    );
  }
}

export class SecondTaskHandlerError extends TaskCatalogueError {
  constructor(task: string, first: string, second: string) {
    super(`Task type "${task}" is handled by both ${first} and ${second}. It can have one handler: remove the other.`);
  }
}

/** Not only at start-up: also a task that was stored by a process that knew more types than this one. */
export class UnknownTaskTypeError extends TaskCatalogueError {
  constructor(task: string) {
    super(
      `Task type "${task}" is not known in this process. ` +
        `Declare it with TasksModule.forFeature({ tasks }), and see that its context is among those that run here.`,
    );
  }
}
