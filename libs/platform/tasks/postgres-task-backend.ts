import {
  type PgPool,
  type PgQueryResult,
  PostgresConnection,
  type PostgresConnectionOptions,
  PostgresQueueBackend,
  type QueueBaseOptions,
} from 'bullmq';
import type { Pool } from 'pg';
import type { PostgresListener } from '../database/postgres-listener.js';
import { TASKS_SCHEMA } from './task-store-migration.js';

/** What all queues and workers of a process share. */
export class PostgresConnections {
  constructor(
    readonly pool: Pool,
    readonly listener: PostgresListener,
    readonly whenReady: () => Promise<void>,
  ) {}
}

export const isPostgresConnection = (connection: unknown): connection is PostgresConnections =>
  connection instanceof PostgresConnections;

export function sharedPostgresBackend(name: string, options: QueueBaseOptions<unknown>): PostgresQueueBackend {
  return new PostgresQueueBackend(
    new SharedPostgresConnection(options.connection as PostgresConnections),
    name,
    options as QueueBaseOptions<PostgresConnectionOptions>,
  );
}

/**
 * BullMQ gives each queue and worker a pool of its own and each worker one more connection to listen on: some fifty
 * connections for thirteen queues. Here all of them share one pool and one listening connection.
 */
class SharedPostgresConnection extends PostgresConnection {
  override readonly schema: string = TASKS_SCHEMA;
  readonly #shared: PostgresConnections;
  readonly #relisten = () => this.emit('listenerinvalidated');

  constructor(shared: PostgresConnections) {
    super(facade(shared.pool));
    this.#shared = shared;
    shared.listener.on('lost', this.#relisten);
  }

  /** BullMQ remembers a failed first look for ever; here the next caller looks again. */
  override waitUntilReady(): Promise<void> {
    return this.#shared.whenReady();
  }

  override getListenClient(): ReturnType<PostgresConnection['getListenClient']> {
    return this.#shared.listener.client();
  }

  override get hasListenClientKeepAlive(): boolean {
    return true;
  }

  /** One connection listens for all workers, so it cannot bear the name of one. */
  override setListenClientName(): Promise<void> {
    return Promise.resolve();
  }

  override close(): Promise<void> {
    this.#shared.listener.off('lost', this.#relisten);
    return super.close();
  }
}

/** BullMQ's statements are few and each calls one large function: prepared by name, they are parsed once per connection. */
const statementNames = new Map<string, string>();

function nameOf(text: string): string {
  const known = statementNames.get(text);
  if (known) return known;
  const name = `bullmq_${statementNames.size}`;
  statementNames.set(text, name);
  return name;
}

/** The pool as BullMQ sees it: without its `error` event, to which each connection would add a listener. */
function facade(pool: Pool): PgPool {
  const view: PgPool = {
    query: <R>(text: string, values: readonly unknown[] = []) =>
      pool.query({ name: nameOf(text), text, values: [...values] }) as unknown as Promise<PgQueryResult<R>>,
    connect: () => pool.connect(),
    end: () => Promise.resolve(),
    on: () => view,
    removeAllListeners: () => view,
  };
  return view;
}
