import { getQueueToken } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { FlowProducer, type Queue } from 'bullmq';
import type { TaskCatalogue } from './task-catalogue.js';
import type { TaskJobData } from './task-job.js';
import type { TaskStore } from './task-store.js';

/** The queues of this process, as producers see them. */
export class TaskQueues {
  readonly #logger = new Logger('Tasks');
  readonly #listening = new WeakSet<Queue>();
  #flows?: FlowProducer;
  #prepared?: Promise<void>;

  constructor(
    private readonly catalogue: TaskCatalogue,
    private readonly store: TaskStore,
    private readonly modules: ModuleRef,
  ) {}

  get names(): string[] {
    return this.catalogue.queues.map((queue) => queue.name);
  }

  /** The queue, as soon as the store is ready for it. */
  async open(name: string): Promise<Queue<TaskJobData>> {
    await this.prepared();
    const queue = this.modules.get<Queue<TaskJobData>>(getQueueToken(name), { strict: false });
    if (!this.#listening.has(queue)) {
      this.#listening.add(queue);
      queue.on('error', (error) => this.#logger.warn({ event: 'queue.error', queue: name, reason: error.message }));
    }
    return queue;
  }

  async flows(): Promise<FlowProducer> {
    await this.prepared();
    if (!this.#flows) {
      this.#flows = new FlowProducer({ connection: this.store.producers, prefix: this.store.prefix });
      this.#flows.on('error', (error) => this.#logger.warn({ event: 'queue.error', reason: error.message }));
    }
    return this.#flows;
  }

  prepared(): Promise<void> {
    this.#prepared ??= this.store.prepare(this.names).catch((error) => {
      this.#prepared = undefined;
      throw error;
    });
    return this.#prepared;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#flows?.close();
  }
}
