import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { type ContextModule, manifestOf } from '#platform/composition/bounded-context.js';
import { compose } from '#platform/composition/compose.js';
import { type ProcessRole, readSettings } from '#platform/config/settings.js';
import { newId } from '#platform/context/ids.js';
import { PraxisGraphqlModule } from '#platform/graphql/graphql.module.js';
import { Authentication } from '#platform/http/authentication.js';
import { installPipeline } from '#platform/http/request-pipeline.js';
import { ServerAdapter } from '#platform/http/server-adapter.js';
import { stationsOf } from '#platform/http/stations.js';
import { platformEvents } from '#platform/messaging/platform-events.js';
import { type ReactionOptions, reactionOptions } from '#platform/messaging/reaction.js';

interface Options {
  readonly logger: LoggerService | false;
  /** Several applications that share it take each other's tokens. Default: one of its own. */
  readonly secret?: string;
  /** Who is calling. Default: as the context itself finds out. */
  readonly authentication?: Authentication;
  /** Contexts whose contracts or events it needs. */
  readonly others?: readonly ContextModule[];
  /** `standalone` runs tasks, too. Default: `api`. */
  readonly role?: ProcessRole;
}

export interface ContextApplication {
  readonly nest: NestFastifyApplication;
  /** Where mails are written to. Removed at the end. */
  readonly home: string;
  /** Connected as the owner of the tables, whom row-level security does not hold. */
  readonly owner: pg.Client;
  stop(): Promise<void>;
}

/** An application that consists of nothing but one context. It takes requests by `nest.inject`, and nothing reacts to its events. */
export async function startContext(
  databaseUrl: string,
  context: ContextModule,
  { logger, secret = newId(), authentication, others = [], role = 'api' }: Options,
): Promise<ContextApplication> {
  const { name } = manifestOf(context);
  const manifests = [context, ...others].map(manifestOf);
  // Not made before a mail is sent: with a secret given, nothing else is kept in it.
  const home = join(tmpdir(), `praxis-${name}-${newId()}`);
  const settings = readSettings(role, {
    PRAXIS_HOME: home,
    DATABASE_URL: databaseUrl,
    JWT_SECRET: secret,
    THROTTLE: 'off',
  });
  const events = [...manifests.map(({ emits }) => emits), platformEvents].flatMap((each) => each?.definitions ?? []);
  const reactions = manifests.flatMap((manifest) => (manifest.reactions ?? []).map(reactionOptions));
  const root = compose({
    settings,
    databaseUrl,
    contexts: [context, ...others],
    wiring: Object.fromEntries(
      events.map(({ type }) => [type, reactions.flatMap((each) => (takes(each, type) ? each.name : []))]),
    ),
    imports: [PraxisGraphqlModule.forRoot()],
  });
  const nest = await NestFactory.create<NestFastifyApplication>(root, new ServerAdapter(), {
    logger,
    abortOnError: false,
  });
  installPipeline(nest.getHttpAdapter().getInstance(), authentication ?? nest.get(Authentication), stationsOf(nest));
  await nest.init();
  await nest.getHttpAdapter().getInstance().ready();
  const owner = new pg.Client({ connectionString: databaseUrl });
  await owner.connect();
  const stop = async () => {
    await nest.close();
    await owner.end();
    await rm(home, { recursive: true, force: true });
  };
  return { nest, home, owner, stop };
}

const takes = (reaction: ReactionOptions | undefined, type: string): reaction is ReactionOptions =>
  reaction?.on.some((event) => event.type === type) ?? false;
