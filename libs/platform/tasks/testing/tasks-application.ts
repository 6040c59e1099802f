import { type DynamicModule, type INestApplicationContext, Module, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Registry } from 'prom-client';
import { METRICS, MetricsModule } from '#platform/observability/metrics.module.js';
import type { QueueDefinition } from '../queue-catalogue.js';
import { TaskBoard } from '../task-board.js';
import { TaskCatalogue } from '../task-catalogue.js';
import { TaskClient } from '../task-client.js';
import type { TaskDefinition } from '../task-definition.js';
import { TaskOutbox } from '../task-outbox.js';
import { TaskProgressFeed } from '../task-progress-feed.js';
import { TaskRelay } from '../task-relay.js';
import { TaskSchedule } from '../task-schedule.js';
import { TasksModule, type TasksOptions } from '../tasks.module.js';
import type { TaskPlace } from './task-server.js';

interface TasksApplicationOptions extends Partial<TasksOptions> {
  readonly tasks?: readonly (TaskDefinition | TaskDefinition<never>)[];
  readonly queues?: readonly QueueDefinition[];
  readonly handlers?: readonly Provider[];
}

@Module({})
class Practice {}

/** A running application that consists of nothing but tasks. */
export class TasksApplication {
  private constructor(readonly nest: INestApplicationContext) {}

  static async start(place: TaskPlace, options: TasksApplicationOptions = {}): Promise<TasksApplication> {
    const { tasks = [], queues = [], handlers = [], ...settings } = options;
    const practice: DynamicModule = {
      module: Practice,
      imports: [
        MetricsModule.forRoot(),
        TasksModule.forRoot({ connection: place.connection, shutdownWait: 500, ...settings }),
        TasksModule.forFeature({ tasks, queues }),
      ],
      providers: [...handlers],
    };
    return new TasksApplication(
      await NestFactory.createApplicationContext(practice, { logger: false, abortOnError: false }),
    );
  }

  get client(): TaskClient {
    return this.nest.get(TaskClient);
  }

  get outbox(): TaskOutbox {
    return this.nest.get(TaskOutbox);
  }

  get schedule(): TaskSchedule {
    return this.nest.get(TaskSchedule);
  }

  get relay(): TaskRelay {
    return this.nest.get(TaskRelay);
  }

  get progress(): TaskProgressFeed {
    return this.nest.get(TaskProgressFeed);
  }

  get catalogue(): TaskCatalogue {
    return this.nest.get(TaskCatalogue);
  }

  get board(): TaskBoard {
    return this.nest.get(TaskBoard);
  }

  get metrics(): Registry {
    return this.nest.get(METRICS);
  }

  stop(): Promise<void> {
    return this.nest.close();
  }
}
