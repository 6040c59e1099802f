import { isWorkerClass } from '../config/worker-class.js';
import type { QueueDefinition } from './queue-catalogue.js';
import {
  DuplicateTaskTypeError,
  HandlerWithoutTaskTypeError,
  QueueDeclaredTwiceError,
  QueueWithoutClassError,
  SecondTaskHandlerError,
  TaskTypeWithoutHandlerError,
  TaskTypeWithoutQueueError,
  UnknownTaskTypeError,
} from './task-catalogue-errors.js';
import type { TaskDefinition } from './task-definition.js';
import type { TaskHandler } from './task-handler.js';

export interface HandlerRegistration {
  readonly definition: TaskDefinition;
  readonly handlerName: string;
  /** Not to be asked for before the application is initialised. */
  readonly handler: TaskHandler<TaskDefinition>;
}

/** All queues and task types of this process. It cannot be built wrong: the constructor throws, naming culprit and cure. */
export class TaskCatalogue {
  readonly #queues = new Map<string, QueueDefinition>();
  readonly #tasks = new Map<string, TaskDefinition>();
  readonly #handlers = new Map<string, HandlerRegistration>();

  constructor(
    queues: readonly QueueDefinition[],
    tasks: readonly TaskDefinition[],
    handlers: readonly HandlerRegistration[],
  ) {
    for (const queue of queues) this.#addQueue(queue);
    for (const task of tasks) this.#addTask(task);
    for (const handler of handlers) this.#addHandler(handler);
    for (const task of tasks) if (!this.#handlers.has(task.name)) throw new TaskTypeWithoutHandlerError(task.name);
  }

  get queues(): readonly QueueDefinition[] {
    return [...this.#queues.values()];
  }

  get tasks(): readonly TaskDefinition[] {
    return [...this.#tasks.values()];
  }

  /** Queues that have at least one task type: only these need a worker. */
  get usedQueues(): readonly QueueDefinition[] {
    const used = new Set(this.tasks.map((task) => task.queue.name));
    return this.queues.filter((queue) => used.has(queue.name));
  }

  handlerOf(name: string): HandlerRegistration | undefined {
    return this.#handlers.get(name);
  }

  /** @throws UnknownTaskTypeError for a definition that no module of this process has declared */
  require(task: TaskDefinition): void {
    if (this.#tasks.get(task.name) !== task) throw new UnknownTaskTypeError(task.name);
  }

  #addQueue(queue: QueueDefinition): void {
    if (!isWorkerClass(queue.workerClass)) throw new QueueWithoutClassError(queue.name, queue.workerClass);
    const other = this.#queues.get(queue.name);
    if (other && other !== queue) throw new QueueDeclaredTwiceError(queue.name);
    this.#queues.set(queue.name, queue);
  }

  #addTask(task: TaskDefinition): void {
    if (this.#tasks.has(task.name)) throw new DuplicateTaskTypeError(task.name);
    if (!task.queue || this.#queues.get(task.queue.name) !== task.queue) {
      throw new TaskTypeWithoutQueueError(task.name, task.queue?.name);
    }
    this.#tasks.set(task.name, task);
  }

  #addHandler(registration: HandlerRegistration): void {
    const { definition, handlerName } = registration;
    const { name } = definition;
    if (this.#tasks.get(name) !== definition) throw new HandlerWithoutTaskTypeError(handlerName, name);
    const other = this.#handlers.get(name);
    if (other) throw new SecondTaskHandlerError(name, other.handlerName, handlerName);
    this.#handlers.set(name, registration);
  }
}
