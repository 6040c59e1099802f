import type { Settings } from '#platform/config/settings.js';
import { startEmbeddedPostgres } from '#platform/embedded/embedded-postgres.js';
import { StructuredLogger } from '#platform/observability/logger.js';

export interface OpenDatabase {
  /** The owner's. */
  readonly url: string;
  close(): Promise<void>;
}

/** The database that was configured, or the embedded one, started if nobody uses it yet. */
export async function openDatabase({
  databaseUrl,
  home,
  logLevel,
}: Pick<Settings, 'databaseUrl' | 'home' | 'logLevel'>): Promise<OpenDatabase> {
  if (databaseUrl) return { url: databaseUrl, close: async () => undefined };
  // The application, which has a logger too, cannot be made before its database is there.
  const logger = new StructuredLogger(logLevel);
  const log = (line: string) => logger.log(line, 'Postgres');
  const server = await startEmbeddedPostgres({ home, databases: ['praxis'], log });
  return { url: server.url('praxis'), close: () => server.stop() };
}
