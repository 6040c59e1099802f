import { Logger } from '@nestjs/common';
import { assertSchemaCompatibility, type ConnectionOptions } from 'bullmq';
import { Pool } from 'pg';
import { ADVISORY_LOCKS } from '../database/advisory-locks.js';
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

/** A turn takes a few statements; a minute says that its holder hangs. */
const TAKE_TURN = `begin; set local lock_timeout = '60s'; select pg_advisory_xact_lock(${ADVISORY_LOCKS.taskStoreTurn})`;

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

  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    const client = await this.#producers.connect();
    // Unheard, a connection that breaks while it only holds the turn would end the process.
    client.on('error', this.#lost);
    try {
      await client.query(TAKE_TURN);
      return await work();
    } finally {
      // Whether it worked or not: the transaction holds the turn and nothing else. A connection that cannot end it is thrown away.
      const broken = await client.query('rollback').then(
        () => undefined,
        (error: Error) => error,
      );
      client.off('error', this.#lost);
      client.release(broken);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.signals.close();
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
    pool.on('error', this.#lost);
    return pool;
  }

  /** Typed as Redis' by BullMQ; `open-task-store.ts` tells them apart. */
  #connections(pool: Pool): ConnectionOptions {
    return new PostgresConnections(pool, this.#listener, () => this.#whenReady()) as unknown as ConnectionOptions;
  }

  readonly #lost = ({ message }: Error): void => {
    this.#logger.warn({ event: 'task-store.connection-lost', reason: message });
  };

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
