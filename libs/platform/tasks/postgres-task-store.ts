import { Logger } from '@nestjs/common';
import { assertSchemaCompatibility, type ConnectionOptions } from 'bullmq';
import { Pool } from 'pg';
import { PostgresListener } from '../database/postgres-listener.js';
import { PostgresSignals } from './postgres-signals.js';
import { PostgresConnections } from './postgres-task-backend.js';
import type { TaskStore } from './task-store.js';
import { TASKS_SCHEMA } from './task-store-migration.js';

export interface PostgresTaskStoreSettings {
  /** Of a role that `migrateTaskStore` was told of; not the owner. */
  readonly connectionString: string;
  /** Connections for all workers of this process together. Default 10. Producers have up to 4, and one listens. */
  readonly poolSize?: number;
}

const PRODUCER_CONNECTIONS = 4;

/**
 * Workers do not wait for the disk: when the server crashes, what they did in its last moments (at most 0.6 s) is undone, so
 * that some tasks run again, as after any crash; none is lost, because whoever enqueues does wait. Measured: 1.7 times the
 * tasks per second.
 */
const WORKERS_DO_NOT_WAIT = '-c synchronous_commit=off';

export class PostgresTaskStore implements TaskStore {
  readonly #logger = new Logger('Tasks');
  readonly #producers: Pool;
  readonly #workers: Pool;
  readonly #listener: PostgresListener;
  readonly signals: PostgresSignals;
  readonly producers: ConnectionOptions;
  readonly consumers: ConnectionOptions;
  #ready?: Promise<void>;

  constructor({ connectionString, poolSize = 10 }: PostgresTaskStoreSettings) {
    this.#producers = this.#pool(connectionString, PRODUCER_CONNECTIONS);
    this.#workers = this.#pool(connectionString, poolSize, WORKERS_DO_NOT_WAIT);
    this.#listener = new PostgresListener({ connectionString, application_name: 'praxis-tasks' });
    this.signals = new PostgresSignals(this.#producers, this.#listener);
    this.producers = this.#connections(this.#producers);
    this.consumers = this.#connections(this.#workers);
  }

  async prepare(queues: readonly string[]): Promise<void> {
    await this.#whenReady();
    await this.#producers.query('select prepare_queue(queue) from unnest($1::text[]) as queue', [queues]);
  }

  async onApplicationShutdown(): Promise<void> {
    this.signals.close();
    await Promise.all([this.#listener.close(), this.#producers.end(), this.#workers.end()]);
  }

  #pool(connectionString: string, max: number, ...options: string[]): Pool {
    const pool = new Pool({
      connectionString,
      max,
      application_name: 'praxis-tasks',
      keepAlive: true,
      options: [`-c search_path=${TASKS_SCHEMA}`, '-c jit=off', ...options].join(' '),
    });
    pool.on('error', (error) => this.#logger.warn({ event: 'task-store.connection-lost', reason: error.message }));
    return pool;
  }

  /** Typed as Redis' by BullMQ; `task-store.ts` tells them apart. */
  #connections(pool: Pool): ConnectionOptions {
    return new PostgresConnections(pool, this.#listener, () => this.#whenReady()) as unknown as ConnectionOptions;
  }

  #whenReady(): Promise<void> {
    this.#ready ??= assertSchemaCompatibility(this.#producers, TASKS_SCHEMA).then(
      () => undefined,
      (error) => {
        this.#ready = undefined;
        throw error;
      },
    );
    return this.#ready;
  }
}
