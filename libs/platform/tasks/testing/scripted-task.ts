import type { Type } from '@nestjs/common';
import { currentContext, type RequestContext } from '#platform/context/request-context.js';
import type { TaskDefinition } from '../task-definition.js';
import { HandlesTask, type TaskHandler } from '../task-handler.js';
import type { TaskRun } from '../task-run.js';

export interface RecordedRun<P> {
  readonly payload: P;
  readonly id: string;
  readonly attempt: number;
  readonly context: RequestContext | undefined;
  readonly at: number;
}

/** A task type whose handler does what the test says, and remembers its runs. */
export interface ScriptedTask<P extends object, R> {
  readonly task: TaskDefinition<P, R>;
  readonly handler: Type<TaskHandler<TaskDefinition<P, R>>>;
  readonly runs: RecordedRun<P>[];
  behave: (payload: P, run: TaskRun) => Promise<R> | R;
}

export function scripted<P extends object, R>(
  task: TaskDefinition<P, R>,
  behave: ScriptedTask<P, R>['behave'],
): ScriptedTask<P, R> {
  const runs: RecordedRun<P>[] = [];

  @HandlesTask(task)
  class Scripted {
    run(payload: P, run: TaskRun) {
      runs.push({ payload, id: run.id, attempt: run.attempt, context: currentContext(), at: Date.now() });
      return script.behave(payload, run);
    }
  }
  const script: ScriptedTask<P, R> = { task, handler: Scripted as never, runs, behave };
  return script;
}
