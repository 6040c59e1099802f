import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { type ContextModule, manifestOf } from '#platform/composition/bounded-context.js';
import { compose } from '#platform/composition/compose.js';
import { readSettings } from '#platform/config/settings.js';
import { newId } from '#platform/context/ids.js';
import { PraxisGraphqlModule } from '#platform/graphql/graphql.module.js';
import { Authentication } from '#platform/http/authentication.js';
import { installPipeline } from '#platform/http/request-pipeline.js';
import { ServerAdapter } from '#platform/http/server-adapter.js';
import { platformEvents } from '#platform/messaging/platform-events.js';

interface Options {
  readonly logger: LoggerService | false;
  /** Several applications that share it take each other's tokens. Default: one of its own. */
  readonly secret?: string;
  /** Who is calling. Default: as the context itself finds out. */
  readonly authentication?: Authentication;
}

export interface ContextApplication {
  readonly nest: NestFastifyApplication;
  /** Connected as the owner of the tables, whom row-level security does not hold. */
  readonly owner: pg.Client;
  stop(): Promise<void>;
}

/** An application that consists of nothing but one context. It takes requests by `nest.inject`, and nothing reacts to its events. */
export async function startContext(
  databaseUrl: string,
  context: ContextModule,
  { logger, secret = newId(), authentication }: Options,
): Promise<ContextApplication> {
  const { name, emits } = manifestOf(context);
  // Never made: with a secret given and no mail sent, nothing is kept in it.
  const home = join(tmpdir(), `praxis-${name}-${newId()}`);
  const settings = readSettings('api', { PRAXIS_HOME: home, DATABASE_URL: databaseUrl, JWT_SECRET: secret });
  const types = [emits, platformEvents].flatMap((events) => events?.definitions.map(({ type }) => type) ?? []);
  const root = compose({
    settings,
    databaseUrl,
    contexts: [context],
    wiring: Object.fromEntries(types.map((type) => [type, []])),
    imports: [PraxisGraphqlModule.forRoot()],
  });
  const nest = await NestFactory.create<NestFastifyApplication>(root, new ServerAdapter(), {
    logger,
    abortOnError: false,
  });
  installPipeline(nest.getHttpAdapter().getInstance(), authentication ?? nest.get(Authentication));
  await nest.init();
  await nest.getHttpAdapter().getInstance().ready();
  const owner = new pg.Client({ connectionString: databaseUrl });
  await owner.connect();
  const stop = async () => {
    await nest.close();
    await owner.end();
  };
  return { nest, owner, stop };
}
