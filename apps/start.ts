import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '#platform/config/settings.js';
import { createApplication } from './application.js';
import { openDatabase } from './open-database.js';
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
