import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Provider, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Type as Schema } from 'typebox';
import { BoundedContext, type ContextManifest } from '../../composition/bounded-context.js';
import { compose } from '../../composition/compose.js';
import { readSettings } from '../../config/settings.js';
import type { Actor } from '../../context/actor.js';
import { newId } from '../../context/ids.js';
import { Admission, type Standing } from '../../database/admission.js';
import { TenantDatabase, type TenantTransaction } from '../../database/tenant-database.js';
import { eventNamespace } from '../../events/event-definition.js';
import type { ObjectRef } from '../../events/event-envelope.js';
import { ServerAdapter } from '../../http/server-adapter.js';
import { platformEvents } from '../../messaging/platform-events.js';
import { StructuredLogger } from '../../observability/logger.js';
import type { ObjectVisibility } from '../../visibility/object-visibility.js';
import { RealtimeModule } from '../realtime.module.js';
import { installRealtime, type RealtimeOptions } from '../socket-adapter.js';
import { SocketClients } from './socket-clients.js';
import { type Holder, TokenBook } from './token-book.js';

const labEvents = eventNamespace('lab', 'Laboratory');
const happened = labEvents.event('thing.happened', {
  label: 'Thing happened',
  data: Schema.Object({ n: Schema.Number() }),
});
const hidden = labEvents.event('thing.failed', {
  label: 'Thing failed',
  category: 'system',
  data: Schema.Object({ n: Schema.Number() }),
});

interface Things {
  /** {@link credentialOf} → ids. */
  readonly seenBy: Map<string, Set<string>>;
  questions: number;
}

interface Options extends RealtimeOptions {
  readonly gateways?: readonly Type<object>[];
  readonly providers?: readonly Provider[];
  readonly tasks?: ContextManifest['tasks'];
}

/** A running application that consists of nothing but live connections, things to watch, and what the test adds. */
export class RealtimeApplication {
  readonly tokens: TokenBook;
  readonly clients: SocketClients;
  readonly accountId = newId();
  #shutDown: Promise<void> | undefined;

  private constructor(
    readonly nest: NestFastifyApplication,
    readonly url: string,
    private readonly home: string,
    private readonly things: Things,
    tokens: TokenBook,
    readonly log: readonly string[],
  ) {
    this.tokens = tokens;
    this.clients = new SocketClients(url);
  }

  static async start(databaseUrl: string, options: Options = {}): Promise<RealtimeApplication> {
    const home = await mkdtemp(join(tmpdir(), 'praxis-realtime-'));
    const tokens = new TokenBook();
    const things: Things = { seenBy: new Map(), questions: 0 };
    const root = compose({
      settings: readSettings('standalone', { PRAXIS_HOME: home, DATABASE_URL: databaseUrl, THROTTLE: 'off' }),
      databaseUrl,
      contexts: [laboratory(tokens, things, options)],
      wiring: Object.fromEntries(
        [platformEvents, labEvents].flatMap(({ definitions }) => definitions.map(({ type }) => [type, []])),
      ),
      imports: [RealtimeModule],
    });
    const log: string[] = [];
    const nest = await NestFactory.create<NestFastifyApplication>(root, new ServerAdapter(), {
      logger: new StructuredLogger('debug', { write: (line) => log.push(line) }),
      abortOnError: false,
    });
    installRealtime(nest, options);
    await nest.listen(0, '127.0.0.1');
    const application = new RealtimeApplication(nest, await nest.getUrl(), home, things, tokens, log);
    await application.standing('active');
    return application;
  }

  /** As SIGTERM does it. */
  shutDown(): Promise<void> {
    this.#shutDown ??= this.nest.close();
    return this.#shutDown;
  }

  async stop(): Promise<void> {
    this.clients.close();
    await this.shutDown();
    await rm(this.home, { recursive: true, force: true });
  }

  async standing(standing: Standing, accountId = this.accountId): Promise<void> {
    await this.write((tx) => Admission.admit(tx, standing), accountId);
  }

  holder(change: Parameters<TokenBook['issue']>[2] = {}): Holder {
    return this.tokens.issue(change.accountId ?? this.accountId, change.roles ?? ['therapist'], change);
  }

  /** A new thing that these see. */
  thing(...seers: readonly Actor[]): ObjectRef {
    const thing = { type: 'thing', id: newId() };
    const { seenBy } = this.things;
    for (const seer of seers.map(credentialOf)) seenBy.set(seer, new Set(seenBy.get(seer)).add(thing.id));
    return thing;
  }

  /** How often it was asked who may see a thing. */
  get questions(): number {
    return this.things.questions;
  }

  show({ id }: ObjectRef, to: Actor): void {
    this.things.seenBy.get(credentialOf(to))?.add(id);
  }

  hide({ id }: ObjectRef, from: Actor): void {
    this.things.seenBy.get(credentialOf(from))?.delete(id);
  }

  async happen(target: ObjectRef, n = 0, { failure = false } = {}): Promise<void> {
    await this.write((tx) => tx.publish(failure ? hidden : happened, { target, data: { n } }));
  }

  write<T>(work: (tx: TenantTransaction) => Promise<T>, accountId = this.accountId): Promise<T> {
    return this.nest.get(TenantDatabase).forAccount(accountId).write(work);
  }
}

/** An API key may see less than its user. */
const credentialOf = ({ userId, scopes, siteId }: Actor): string => `${userId} ${scopes} ${siteId}`;

function laboratory(tokens: TokenBook, things: Things, options: Options) {
  class ThingVisibility implements ObjectVisibility {
    readonly type = 'thing';

    async visible(actor: Actor, ids: readonly string[]): Promise<ReadonlySet<string>> {
      things.questions += 1;
      return new Set(ids.filter((id) => things.seenBy.get(credentialOf(actor))?.has(id)));
    }
  }

  @BoundedContext({
    name: 'lab',
    label: 'Laboratory',
    emits: labEvents,
    visibilities: [ThingVisibility],
    providers: [tokens.provider, ...(options.providers ?? [])],
    gateways: options.gateways ?? [],
    tasks: options.tasks ?? [],
  })
  class Laboratory {}

  return Laboratory;
}
