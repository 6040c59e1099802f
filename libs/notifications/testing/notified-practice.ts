import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import PostalMime, { type Email } from 'postal-mime';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { manifestOf } from '#platform/composition/bounded-context.js';
import { compose } from '#platform/composition/compose.js';
import { type ProcessRole, readSettings } from '#platform/config/settings.js';
import { actAs } from '#platform/context/acting.js';
import type { Actor, Role } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { Admission } from '#platform/database/admission.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { PraxisGraphqlModule } from '#platform/graphql/graphql.module.js';
import { Authentication } from '#platform/http/authentication.js';
import { installPipeline } from '#platform/http/request-pipeline.js';
import { ServerAdapter } from '#platform/http/server-adapter.js';
import type { EventDefinition } from '#platform/messaging/event-definition.js';
import type { EventEnvelope } from '#platform/messaging/event-envelope.js';
import { platformEvents } from '#platform/messaging/platform-events.js';
import { reactionOptions } from '#platform/messaging/reaction.js';
import type { Wiring } from '#platform/messaging/wiring.js';
import { StructuredLogger } from '#platform/observability/logger.js';
import { RealtimeModule } from '#platform/realtime/realtime.module.js';
import { installRealtime, type RealtimeOptions } from '#platform/realtime/socket-adapter.js';
import { sessionCancelled, sessionScheduled } from '#scheduling/contract/index.js';
import { freshDatabase, type TestDatabase } from '#test/support/database.js';
import { NotificationsModule } from '../notifications.module.js';
import { standInContexts, World } from './stand-in-contexts.js';

interface Options {
  readonly role?: ProcessRole;
  readonly env?: Record<string, string>;
  readonly realtime?: RealtimeOptions;
  /** Another process of the same practice. */
  readonly beside?: NotifiedPractice;
}

export interface Member extends Actor {
  readonly email: string;
  readonly token: string;
}

// biome-ignore lint/suspicious/noExplicitAny: what comes over the wire is looked at by the tests, field by field
export type Json = any;

export interface Live {
  readonly id: string;
  readonly type: string;
  readonly message: string;
  readonly timestamp: string;
  readonly data: Json;
  readonly cursor: string;
}

/** A practice in which nothing happens but what the test says, with real notifications about it. */
export class NotifiedPractice implements AsyncDisposable {
  readonly #sockets: Socket[] = [];

  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    readonly owner: pg.Client,
    readonly world: World,
    readonly accountId: string,
    readonly siteId: string,
    private readonly database: TestDatabase,
    private readonly home: string,
    private readonly ownsDatabase: boolean,
    readonly log: readonly string[],
  ) {}

  static async start({ role = 'standalone', env = {}, realtime, beside }: Options = {}): Promise<NotifiedPractice> {
    const database = beside?.database ?? (await freshDatabase());
    const home = await mkdtemp(join(tmpdir(), 'praxis-notified-'));
    const settings = readSettings(role, {
      PRAXIS_HOME: home,
      DATABASE_URL: database.ownerUrl,
      JWT_SECRET: 'only for tests, but long enough to be taken',
      ...env,
    });
    const world = beside?.world ?? new World();
    const contexts = [...standInContexts(world), NotificationsModule];
    const serving = role === 'worker' ? [] : [PraxisGraphqlModule.forRoot(), RealtimeModule];
    const root = compose({
      settings,
      databaseUrl: database.ownerUrl,
      contexts,
      wiring: wiringOf(contexts),
      delivery: { retries: { tries: 3, firstDelay: 20, longestDelay: 100 } },
      imports: serving,
    });
    const log: string[] = [];
    const app = await NestFactory.create<NestFastifyApplication>(root, new ServerAdapter(), {
      logger: new StructuredLogger('debug', { write: (line) => log.push(line) }),
      abortOnError: false,
      forceCloseConnections: true,
    });
    installPipeline(app.getHttpAdapter().getInstance(), app.get(Authentication));
    if (role !== 'worker') installRealtime(app, realtime);
    await app.listen(0, '127.0.0.1');
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    const accountId = beside?.accountId ?? newId();
    const siteId = beside?.siteId ?? newId();
    const practice = new NotifiedPractice(
      app,
      await app.getUrl(),
      owner,
      world,
      accountId,
      siteId,
      database,
      home,
      !beside,
      log,
    );
    if (!beside) {
      await practice.admit(accountId);
      world.sites.set(siteId, {
        id: siteId,
        name: 'Riverside',
        timeZone: 'Europe/Berlin',
        address: 'Uferstrasse 12, 10115 Berlin',
        sectorIds: [],
      });
    }
    return practice;
  }

  async admit(accountId: string, standing: 'active' | 'plan_inactive' = 'active'): Promise<void> {
    await this.app
      .get(TenantDatabase)
      .forAccount(accountId)
      .write((tx) => Admission.admit(tx, standing));
  }

  /** Somebody who is signed in. */
  member(role: Role, change: { accountId?: string; validFor?: number; name?: string } = {}): Member {
    const id = newId();
    const { accountId = this.accountId, validFor = 900_000, name = `${role} ${id.slice(-4)}` } = change;
    const email = `${id}@example.test`;
    const token = `token-${id}`;
    const actor = { userId: id, accountId, roles: [role], signInId: newId(), issuedAt: Date.now() };
    this.world.people.set(id, {
      id,
      email,
      firstName: null,
      lastName: null,
      displayName: name,
      profilePicture: null,
      roles: [role],
      active: true,
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
    });
    this.world.tokens.set(token, { ...actor, expiresAt: Date.now() + validFor });
    return { ...actor, email, token };
  }

  /** Books a session, as the scheduling context would tell it. @returns its id */
  async schedule(patient: Actor, therapist: Actor, change: object = {}): Promise<string> {
    const sessionId = newId();
    this.world.sessions.set(sessionId, { patientId: patient.userId, therapistId: therapist.userId });
    await this.publish(patient, sessionScheduled, sessionId, this.facts(sessionId, change));
    return sessionId;
  }

  async cancel(actor: Actor, sessionId: string, late = false): Promise<void> {
    const facts = { ...this.facts(sessionId), calendarSequence: 1, cancelledAt: new Date().toISOString(), late };
    await this.publish(actor, sessionCancelled, sessionId, facts);
  }

  facts(sessionId: string, change: object = {}) {
    const { patientId, therapistId } = this.world.sessions.get(sessionId) ?? { patientId: '', therapistId: '' };
    return {
      sessionId,
      patientId,
      therapistId,
      siteId: this.siteId,
      startsAt: '2027-03-02T08:00:00.000Z',
      endsAt: '2027-03-02T09:00:00.000Z',
      durationMinutes: 60,
      sessionType: 'individual',
      calendarSequence: 0,
      ...change,
    };
  }

  publish<T>(actor: Actor, event: EventDefinition<T>, sessionId: string, data: T): Promise<void> {
    return this.write(actor, (tx) => tx.publish(event, { target: { type: 'therapy_session', id: sessionId }, data }));
  }

  write<T>(actor: Actor, work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
    const { issuedAt: _issuedAt, ...causer } = actor;
    return actAs(causer, () => this.app.get(TenantDatabase).write(work));
  }

  /** A socket that is not connected yet. */
  socket(member: { token: string } | undefined, options: Partial<ManagerOptions & SocketOptions> = {}): Socket {
    const socket = io(this.url, {
      auth: member ? { token: member.token } : {},
      transports: ['websocket'],
      forceNew: true,
      autoConnect: false,
      reconnection: false,
      ...options,
    });
    this.#sockets.push(socket);
    return socket;
  }

  async connected(member: { token: string }, options: Partial<ManagerOptions & SocketOptions> = {}): Promise<Socket> {
    const socket = this.socket(member, options);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
      socket.connect();
    });
    return socket;
  }

  async request(
    member: Member | undefined,
    method: string,
    path: string,
    body?: object,
  ): Promise<{ status: number; body: Json }> {
    const response = await fetch(new URL(path, this.url), {
      method,
      headers: {
        ...(member ? { authorization: `Bearer ${member.token}` } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      body: body && JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  }

  async sql<T = Json>(statement: string, values: unknown[] = []): Promise<T[]> {
    return (await this.owner.query(statement, values)).rows;
  }

  /** Of a type, oldest first. */
  async events(type: string): Promise<EventEnvelope<Json>[]> {
    return this.sql('select *, target_id from messaging.event where type = $1 order by position', [type]);
  }

  async mails(): Promise<Email[]> {
    const directory = join(this.home, 'mail');
    const files = (await readdir(directory).catch(() => [])).filter((file) => file.endsWith('.eml'));
    return Promise.all(files.sort().map(async (file) => PostalMime.parse(await readFile(join(directory, file)))));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.disconnect();
    await this.app.close();
    await this.owner.end();
    await rm(this.home, { recursive: true, force: true });
    if (this.ownsDatabase) await this.database[Symbol.asyncDispose]();
  }
}

/** Every type that is declared, with the reactions that there are. */
function wiringOf(contexts: ReturnType<typeof standInContexts>): Wiring {
  const manifests = contexts.map(manifestOf);
  const reactions = manifests.flatMap(({ reactions = [] }) => reactions.map((reaction) => reactionOptions(reaction)));
  const types = [platformEvents, ...manifests.flatMap(({ emits }) => emits ?? [])].flatMap((namespace) =>
    namespace.definitions.map(({ type }) => type),
  );
  return Object.fromEntries(
    types.map((type) => [
      type,
      reactions.flatMap((reaction) => (reaction?.on.some((event) => event.type === type) ? [reaction.name] : [])),
    ]),
  );
}
