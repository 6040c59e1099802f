import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { IsInt } from 'class-validator';
import { APP_ROLE, roleUrl } from '#platform/database/connection-urls.js';
import { MetricsModule } from '#platform/observability/metrics.module.js';
import { QUEUES } from '#platform/tasks/queue-catalogue.js';
import { TaskClient } from '#platform/tasks/task-client.js';
import { defineTask } from '#platform/tasks/task-definition.js';
import { HandlesTask } from '#platform/tasks/task-handler.js';
import { TaskQueues } from '#platform/tasks/task-queues.js';
import { TasksModule } from '#platform/tasks/tasks.module.js';
import { untilSettled } from '../measure/until-settled.js';
import type { WorkDone, Workload, WorkloadSettings } from '../measure/workload.js';

class Nothing {
  @IsInt()
  number!: number;
}

/** On a queue of class A, which works on 50 at once, as the reference does. */
const doNothing = defineTask({
  name: 'bench.do-nothing',
  label: 'Does nothing',
  queue: QUEUES.eventsFast,
  payload: Nothing,
}).returning<number>();

let processed = 0;
let finished: (() => void) | undefined;
let expected = 0;

@HandlesTask(doNothing)
class DoNothing {
  async run({ number }: Nothing): Promise<number> {
    processed += 1;
    if (processed === expected) finished?.();
    return number;
  }
}

@Module({})
class BenchModule {}

/** B8: the application's task client and workers. */
export async function openWorkload({ ownerUrl, size }: WorkloadSettings): Promise<Workload> {
  expected = size;
  const application = await NestFactory.createApplicationContext(
    {
      module: BenchModule,
      imports: [
        MetricsModule.forRoot(),
        TasksModule.forRoot({ connection: { postgres: { connectionString: roleUrl(ownerUrl, APP_ROLE) } } }),
        TasksModule.forFeature({ tasks: [doNothing] }),
      ],
      providers: [DoNothing],
    },
    { logger: ['error', 'warn'] },
  );
  const client = application.get(TaskClient);
  const queue = await application.get(TaskQueues).open(doNothing.queue.name);

  return {
    async prepare() {
      await untilSettled(queue);
      processed = 0;
    },
    async run(): Promise<WorkDone> {
      const tasks = Array.from({ length: size }, (_, number) => ({ payload: { number } }));
      const done = new Promise<void>((resolve) => {
        finished = resolve;
      });
      const began = performance.now();
      await client.enqueueBulk(doNothing, tasks);
      await done;
      return { operations: size, milliseconds: performance.now() - began };
    },
    async outcome() {
      await untilSettled(queue);
      return { processed, failed: await queue.getFailedCount() };
    },
    close: () => application.close(),
  };
}
