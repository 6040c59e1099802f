import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '#platform/config/settings.js';
import { startEmbeddedPostgres } from '#platform/embedded/embedded-postgres.js';
import { StructuredLogger } from '#platform/observability/logger.js';
import { createApplication } from './application.js';
import { prepareDatabase } from './prepare-database.js';

/** A process that serves. */
export interface Running {
  readonly app: NestFastifyApplication;
  readonly settings: Settings;
  readonly databaseUrl: string;
  /** For example `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Finishes what is under way, hands back the rest, and closes everything that this process opened. */
  stop(): Promise<void>;
}

/** Everything between reading the settings and serving: database, migrations, application, port. */
export async function start(settings: Settings): Promise<Running> {
  const database = await openDatabase(settings);
  try {
    await prepareDatabase(database.url);
    const app = await createApplication(settings, database.url);
    await app.listen(settings.port, settings.host);
    const stop = async () => {
      await app.close();
      await database.close();
    };
    return { app, settings, databaseUrl: database.url, url: await app.getUrl(), stop };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openDatabase({
  databaseUrl,
  home,
  logLevel,
}: Settings): Promise<{ url: string; close(): Promise<void> }> {
  if (databaseUrl) return { url: databaseUrl, close: async () => undefined };
  // The application, which has a logger too, cannot be made before its database is there.
  const logger = new StructuredLogger(logLevel);
  const log = (line: string) => logger.log(line, 'Postgres');
  const server = await startEmbeddedPostgres({ home, databases: ['praxis'], log });
  return { url: server.url('praxis'), close: () => server.stop() };
}
