import 'reflect-metadata';
import type { TaskDefinition } from './task-definition.js';
import type { TaskRun } from './task-run.js';

/**
 * What a handler of task type `D` must offer. It can be run more than once for one task (a worker can die after the effect
 * and before the record of it): every effect must bear a second time, or carry `run.id` as its key.
 */
export interface TaskHandler<D extends TaskDefinition> {
  /**
   * @param payload plain JSON as checked when the task was enqueued; not an instance of the payload's class
   * @throws FatalTaskError to park the task at once; anything else is tried again
   */
  run(payload: PayloadOf<D>, run: TaskRun): Promise<ResultOf<D>> | ResultOf<D>;
}

export type PayloadOf<D> = D extends TaskDefinition<infer P, infer _R> ? P : never;
export type ResultOf<D> = D extends TaskDefinition<infer _P, infer R> ? R : never;

type HandlerClass<P extends object, R> = new (...args: never[]) => TaskHandler<TaskDefinition<P, R>>;

const HANDLED = Symbol('praxis:handled-task');

/** Declares an injectable class as the handler of a task type. List it among the providers of its module. */
export function HandlesTask<P extends object, R>(definition: TaskDefinition<P, R>) {
  return (target: HandlerClass<P, R>): void => {
    Reflect.defineMetadata(HANDLED, definition, target);
  };
}

export function handledTask(handlerClass: object): TaskDefinition | undefined {
  return Reflect.getMetadata(HANDLED, handlerClass);
}
