import { Logger } from '@nestjs/common';
import { assertSchemaCompatibility, type ConnectionOptions } from 'bullmq';
import { Pool } from 'pg';
import { PostgresListener } from './postgres-listener.js';
import { PostgresSignals } from './postgres-signals.js';
import { PostgresConnections } from './postgres-task-backend.js';
import type { TaskStore } from './task-store.js';
import { TASKS_SCHEMA } from './task-store-migration.js';

export interface PostgresTaskStoreSettings {
  /** Of a role that `migrateTaskStore` was told of; not the owner. */
  readonly connectionString: string;
  /** Connections for all queues of this process together. Default 10; one more listens. */
  readonly poolSize?: number;
}

export class PostgresTaskStore implements TaskStore {
  readonly #logger = new Logger('Tasks');
  readonly #pool: Pool;
  readonly #listener: PostgresListener;
  readonly signals: PostgresSignals;
  readonly producers: ConnectionOptions;
  readonly consumers: ConnectionOptions;
  #ready?: Promise<void>;

  constructor({ connectionString, poolSize = 10 }: PostgresTaskStoreSettings) {
    const settings = { connectionString, application_name: 'praxis-tasks', keepAlive: true };
    this.#pool = new Pool({ ...settings, max: poolSize, options: `-c search_path=${TASKS_SCHEMA} -c jit=off` });
    this.#pool.on('error', (error) =>
      this.#logger.warn({ event: 'task-store.connection-lost', reason: error.message }),
    );
    this.#listener = new PostgresListener(settings);
    this.signals = new PostgresSignals(this.#pool, this.#listener);
    const shared = new PostgresConnections(this.#pool, this.#listener, () => this.#whenReady());
    // Typed as Redis' by BullMQ; `task-store.ts` tells them apart.
    this.producers = this.consumers = shared as unknown as ConnectionOptions;
  }

  async prepare(queues: readonly string[]): Promise<void> {
    await this.#whenReady();
    await this.#pool.query('select prepare_queue(queue) from unnest($1::text[]) as queue', [queues]);
  }

  async onApplicationShutdown(): Promise<void> {
    this.signals.close();
    await Promise.all([this.#listener.close(), this.#pool.end()]);
  }

  #whenReady(): Promise<void> {
    this.#ready ??= assertSchemaCompatibility(this.#pool, TASKS_SCHEMA).then(
      () => undefined,
      (error) => {
        this.#ready = undefined;
        throw error;
      },
    );
    return this.#ready;
  }
}
