import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Composition, compose } from '#platform/composition/compose.js';
import type { Settings } from '#platform/config/settings.js';
import { DocsPagesModule } from '#platform/docs-pages/docs-pages.module.js';
import { PraxisGraphqlModule } from '#platform/graphql/graphql.module.js';
import { Authentication } from '#platform/http/authentication.js';
import { installPipeline } from '#platform/http/request-pipeline.js';
import { ServerAdapter } from '#platform/http/server-adapter.js';
import { stationsOf } from '#platform/http/stations.js';
import { StructuredLogger } from '#platform/observability/logger.js';
import { OperationsGraphqlModule } from '#platform/operations/operations-graphql.module.js';
import { RealtimeModule } from '#platform/realtime/realtime.module.js';
import { installRealtime } from '#platform/realtime/socket-adapter.js';
import { contexts } from './contexts.js';
import { generatedDocument } from './generated-documents.js';
import { canSetUp, SetupModule } from './setup/setup.module.js';
import { wiring } from './wiring.js';

/** What only processes that serve requests have. */
export const servingModules = () => [
  PraxisGraphqlModule.forRoot(),
  OperationsGraphqlModule,
  RealtimeModule,
  DocsPagesModule.forRoot({
    openapi: () => generatedDocument('openapi.json'),
    asyncapi: () => generatedDocument('asyncapi.json'),
  }),
];

type Overrides = Partial<Pick<Composition, 'contexts' | 'wiring' | 'delivery' | 'imports'>>;

/**
 * Makes the application of one process from the list of contexts and the wiring; the database must be prepared. It does not
 * listen yet.
 */
export async function createApplication(
  settings: Settings,
  databaseUrl: string,
  overrides: Overrides = {},
): Promise<NestFastifyApplication> {
  const imports = [
    ...(settings.role === 'worker' ? [] : servingModules()),
    ...(canSetUp(settings) ? [SetupModule] : []),
    ...(overrides.imports ?? []),
  ];
  const root = compose({ settings, databaseUrl, contexts, wiring, ...overrides, imports });
  const app = await NestFactory.create<NestFastifyApplication>(root, new ServerAdapter(settings.trustProxy), {
    logger: new StructuredLogger(settings.logLevel),
    abortOnError: false,
    forceCloseConnections: true,
  });
  const stations = stationsOf(app);
  installPipeline(app.getHttpAdapter().getInstance(), app.get(Authentication), stations);
  const { accountContext } = stations;
  if (settings.role !== 'worker') installRealtime(app, { trustProxy: settings.trustProxy, accountContext });
  return app;
}
