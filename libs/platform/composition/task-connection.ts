import type { Settings } from '../config/settings.js';
import { APP_ROLE, roleUrl } from '../database/connection-urls.js';
import { SystemDatabase } from '../database/system-database.js';
import type { TasksOptions } from '../tasks/tasks.module.js';

/** Queues live in Redis when there is one, otherwise in the database; workers run where the settings say. */
export const taskConnection = (settings: Settings, databaseUrl: string) => ({
  inject: [SystemDatabase],
  useFactory: (system: SystemDatabase): TasksOptions => ({
    connection: settings.redisUrl
      ? { redis: { url: settings.redisUrl } }
      : { postgres: { connectionString: roleUrl(databaseUrl, APP_ROLE) } },
    workerClasses: settings.role === 'api' ? [] : settings.workerClasses,
    outbox: system,
  }),
});
