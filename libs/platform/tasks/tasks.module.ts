import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, type FactoryProvider, Module, type ModuleMetadata, type Provider } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, ModuleRef } from '@nestjs/core';
import type { Registry } from 'prom-client';
import { ALL_WORKER_CLASSES } from '../config/worker-class.js';
import { METRICS } from '../observability/metrics.module.js';
import { discoverCatalogue, TaskDeclarations } from './discover-catalogue.js';
import { openTaskStore, type TaskConnection } from './open-task-store.js';
import { type QueueDefinition, STANDARD_QUEUES } from './queue-catalogue.js';
import { TaskBoard } from './task-board.js';
import { TaskCatalogue } from './task-catalogue.js';
import { TaskClient } from './task-client.js';
import { TaskCompletion } from './task-completion.js';
import type { TaskDefinition } from './task-definition.js';
import { TaskMetrics } from './task-metrics.js';
import { TaskOutbox } from './task-outbox.js';
import { TaskProcessor } from './task-processor.js';
import { TaskProgressFeed } from './task-progress-feed.js';
import { TaskQueues } from './task-queues.js';
import { type RelayDatabase, TaskRelay } from './task-relay.js';
import { TaskSchedule } from './task-schedule.js';
import type { TaskStore } from './task-store.js';
import { DEFAULT_WORKER_SETTINGS, type TaskWorkerSettings, TaskWorkers } from './task-workers.js';

export interface TasksOptions extends Partial<TaskWorkerSettings> {
  /** `{ postgres: { connectionString } }` or `{ redis: { url } }`. */
  readonly connection: TaskConnection;
  /** Where this process relays the task outbox from. Left out: another process does. */
  readonly outbox?: RelayDatabase;
}

interface TasksAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  readonly inject?: FactoryProvider['inject'];
  // biome-ignore lint/suspicious/noExplicitAny: Nest's own shape for what is injected into a factory
  readonly useFactory: (...injected: any[]) => TasksOptions | Promise<TasksOptions>;
}

const OPTIONS = Symbol('praxis:tasks-options');
export const TASK_STORE = Symbol('praxis:task-store');

/**
 * Tasks, in Nest's manner: `forRoot` once per application, `forFeature` in each module that declares task types or queues.
 * Handlers are ordinary providers with `@HandlesTask`. Start-up fails, naming culprit and cure, when the two do not agree.
 */
@Module({})
export class TasksModule {
  static forRoot(options: TasksOptions): DynamicModule {
    return TasksModule.forRootAsync({ useFactory: () => options });
  }

  static forRootAsync({ imports = [], inject = [], useFactory }: TasksAsyncOptions): DynamicModule {
    const store: DynamicModule = {
      module: TaskStoreModule,
      imports,
      providers: [
        { provide: OPTIONS, inject, useFactory },
        {
          provide: TASK_STORE,
          inject: [OPTIONS],
          useFactory: ({ connection }: TasksOptions) => openTaskStore(connection),
        },
      ],
      exports: [OPTIONS, TASK_STORE],
    };
    return {
      module: TasksModule,
      global: true,
      imports: [
        store,
        DiscoveryModule,
        BullModule.forRootAsync({
          imports: [store],
          inject: [TASK_STORE],
          useFactory: ({ producers, prefix }: TaskStore) => ({ connection: producers, prefix }),
        }),
        BullModule.registerQueue(...STANDARD_QUEUES.map(({ name }) => ({ name }))),
      ],
      providers: PROVIDERS,
      exports: [
        TaskCatalogue,
        TaskClient,
        TaskOutbox,
        TaskSchedule,
        TaskProgressFeed,
        TaskBoard,
        TaskQueues,
        BullModule,
      ],
    };
  }

  /** Declares task types, and queues beyond the standard ones. */
  static forFeature(declared: {
    tasks?: readonly (TaskDefinition | TaskDefinition<never>)[];
    queues?: readonly QueueDefinition[];
  }): DynamicModule {
    const { tasks = [], queues = [] } = declared;
    return {
      module: TaskFeatureModule,
      imports: queues.length > 0 ? [BullModule.registerQueue(...queues.map(({ name }) => ({ name })))] : [],
      providers: [
        {
          provide: Symbol('praxis:task-declarations'),
          useValue: new TaskDeclarations(queues, tasks as TaskDefinition[]),
        },
      ],
    };
  }
}

@Module({})
class TaskStoreModule {}

@Module({})
class TaskFeatureModule {}

function workerSettings(options: TasksOptions): TaskWorkerSettings {
  const { workerClasses = ALL_WORKER_CLASSES, concurrency = {} } = options;
  return {
    workerClasses,
    concurrency,
    shutdownWait: options.shutdownWait ?? DEFAULT_WORKER_SETTINGS.shutdownWait,
    lockDuration: options.lockDuration ?? DEFAULT_WORKER_SETTINGS.lockDuration,
    stalledInterval: options.stalledInterval ?? DEFAULT_WORKER_SETTINGS.stalledInterval,
  };
}

const PROVIDERS: Provider[] = [
  { provide: TaskMetrics, inject: [METRICS], useFactory: (registry: Registry) => new TaskMetrics(registry) },
  { provide: TaskCatalogue, inject: [DiscoveryService], useFactory: discoverCatalogue },
  {
    provide: TaskQueues,
    inject: [TaskCatalogue, TASK_STORE, ModuleRef],
    useFactory: (catalogue: TaskCatalogue, store: TaskStore, modules: ModuleRef) =>
      new TaskQueues(catalogue, store, modules),
  },
  {
    provide: TaskCompletion,
    inject: [TaskQueues, TASK_STORE],
    useFactory: (queues: TaskQueues, store: TaskStore) => new TaskCompletion(queues, store.signals),
  },
  {
    provide: TaskClient,
    inject: [TaskCatalogue, TaskQueues, TaskCompletion, TASK_STORE, TaskMetrics],
    useFactory: (
      catalogue: TaskCatalogue,
      queues: TaskQueues,
      completion: TaskCompletion,
      store: TaskStore,
      metrics: TaskMetrics,
    ) => new TaskClient(catalogue, queues, completion, store.signals, metrics),
  },
  {
    provide: TaskRelay,
    inject: [OPTIONS, TaskCatalogue, TaskQueues, TaskMetrics],
    useFactory: ({ outbox }: TasksOptions, catalogue: TaskCatalogue, queues: TaskQueues, metrics: TaskMetrics) =>
      outbox ? new TaskRelay(outbox, catalogue, queues, metrics) : null,
  },
  {
    provide: TaskOutbox,
    inject: [TaskCatalogue, TaskRelay],
    useFactory: (catalogue: TaskCatalogue, relay: TaskRelay | null) => new TaskOutbox(catalogue, () => relay?.wake()),
  },
  {
    provide: TaskSchedule,
    inject: [TaskCatalogue, TaskQueues, TASK_STORE],
    useFactory: (catalogue: TaskCatalogue, queues: TaskQueues, store: TaskStore) =>
      new TaskSchedule(catalogue, queues, store),
  },
  {
    provide: TaskBoard,
    inject: [TaskCatalogue, TaskQueues],
    useFactory: (catalogue: TaskCatalogue, queues: TaskQueues) => new TaskBoard(catalogue, queues),
  },
  {
    provide: TaskProgressFeed,
    inject: [TASK_STORE],
    useFactory: (store: TaskStore) => new TaskProgressFeed(store.signals),
  },
  {
    provide: TaskProcessor,
    inject: [TaskCatalogue, TASK_STORE, TaskMetrics],
    useFactory: (catalogue: TaskCatalogue, store: TaskStore, metrics: TaskMetrics) =>
      new TaskProcessor(catalogue, store.signals, metrics),
  },
  {
    provide: TaskWorkers,
    inject: [TaskCatalogue, TaskQueues, TaskProcessor, TASK_STORE, OPTIONS],
    useFactory: (
      catalogue: TaskCatalogue,
      queues: TaskQueues,
      processor: TaskProcessor,
      store: TaskStore,
      options: TasksOptions,
    ) => new TaskWorkers(catalogue, queues, processor, store, workerSettings(options)),
  },
];
