import { type BackendFactory, createRedisBackend, setDefaultBackendFactory } from 'bullmq';
import { isPostgresConnection, sharedPostgresBackend } from './postgres-task-backend.js';
import { PostgresTaskStore, type PostgresTaskStoreSettings } from './postgres-task-store.js';
import { RedisTaskStore, type RedisTaskStoreSettings } from './redis-task-store.js';
import type { TaskStore } from './task-store.js';

export type TaskConnection =
  | { readonly postgres: PostgresTaskStoreSettings }
  | { readonly redis: RedisTaskStoreSettings };

export function openTaskStore(connection: TaskConnection): TaskStore {
  return 'redis' in connection ? new RedisTaskStore(connection.redis) : new PostgresTaskStore(connection.postgres);
}

/** BullMQ has one default backend per process; this one lets the connection decide, so that both can live side by side. */
const backendByConnection: BackendFactory = (name, options, settings) =>
  isPostgresConnection(options.connection)
    ? // BullMQ types its defaults as Redis', whichever backend they lead to.
      (sharedPostgresBackend(name, options) as unknown as ReturnType<BackendFactory>)
    : createRedisBackend(name, options, settings);

setDefaultBackendFactory(backendByConnection);
