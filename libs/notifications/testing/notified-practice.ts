import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import PostalMime, { type Email } from 'postal-mime';
import type { Socket } from 'socket.io-client';
import type { Site } from '#accounts/contract/index.js';
import type { Person } from '#identity/contract/index.js';
import { type ContextModule, manifestOf } from '#platform/composition/bounded-context.js';
import { compose } from '#platform/composition/compose.js';
import { type ProcessRole, readSettings } from '#platform/config/settings.js';
import { actAs } from '#platform/context/acting.js';
import type { Actor, Role } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { Admission } from '#platform/database/admission.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import type { EventDefinition } from '#platform/events/event-definition.js';
import type { ObjectRef } from '#platform/events/event-envelope.js';
import { PraxisGraphqlModule } from '#platform/graphql/graphql.module.js';
import { Authentication } from '#platform/http/authentication.js';
import { installPipeline } from '#platform/http/request-pipeline.js';
import { ServerAdapter } from '#platform/http/server-adapter.js';
import { platformEvents } from '#platform/messaging/platform-events.js';
import { reactionOptions } from '#platform/messaging/reaction.js';
import type { Wiring } from '#platform/messaging/wiring.js';
import { StructuredLogger } from '#platform/observability/logger.js';
import { RealtimeModule } from '#platform/realtime/realtime.module.js';
import { installRealtime } from '#platform/realtime/socket-adapter.js';
import { type ClientOptions, SocketClients } from '#platform/realtime/testing/socket-clients.js';
import type { Holder } from '#platform/realtime/testing/token-book.js';
import { sessionCancelled, sessionScheduled } from '#scheduling/contract/index.js';
import { freshDatabase } from '#test/support/database.js';
import { NotificationsModule } from '../notifications.module.js';
import { standInContexts, World } from './stand-in-contexts.js';

export interface Member extends Holder {
  readonly email: string;
  readonly displayName: string;
}

// biome-ignore lint/suspicious/noExplicitAny: what comes over the wire is looked at by the tests, field by field
export type Json = any;

interface Options {
  readonly role?: ProcessRole;
  readonly env?: Record<string, string>;
  /** Makes it another process of the same practice. */
  readonly beside?: NotifiedPractice;
}

const RETRIES = { tries: 3, firstDelay: 20, longestDelay: 100 };

/** A practice in which nothing happens but what the test says, and the real notifications about that. */
export class NotifiedPractice implements AsyncDisposable {
  readonly clients: SocketClients;
  readonly riverside: Site = {
    id: newId(),
    name: 'Riverside',
    timeZone: 'Europe/Berlin',
    address: 'Uferstrasse 12, 10115 Berlin',
    sectorIds: [],
  };

  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    readonly world: World,
    readonly accountId: string,
    readonly ownerUrl: string,
    private readonly resources: AsyncDisposableStack,
    private readonly owner: pg.Pool,
    private readonly home: string,
    readonly log: readonly string[],
  ) {
    this.clients = new SocketClients(url);
    world.sites.set(this.riverside.id, this.riverside);
  }

  static async start({ role = 'standalone', env = {}, beside }: Options = {}): Promise<NotifiedPractice> {
    const resources = new AsyncDisposableStack();
    const ownerUrl = beside?.ownerUrl ?? resources.use(await freshDatabase()).ownerUrl;
    const home = await mkdtemp(join(tmpdir(), 'praxis-notified-'));
    resources.defer(() => rm(home, { recursive: true, force: true }));
    const world = beside?.world ?? new World();
    const log: string[] = [];
    const app = await application(role, { PRAXIS_HOME: home, DATABASE_URL: ownerUrl, ...env }, world, log);
    resources.defer(() => app.close());
    const owner = new pg.Pool({ connectionString: ownerUrl, max: 2 });
    resources.defer(() => owner.end());
    const accountId = beside?.accountId ?? newId();
    const url = await app.getUrl();
    const practice = new NotifiedPractice(app, url, world, accountId, ownerUrl, resources, owner, home, log);
    await practice.admit(accountId);
    return practice;
  }

  async admit(accountId: string): Promise<void> {
    await this.app
      .get(TenantDatabase)
      .forAccount(accountId)
      .write((tx) => Admission.admit(tx, 'active'));
  }

  /** Somebody who is signed in. */
  member(role: Role, { accountId = this.accountId, ...change }: Partial<Person> & { accountId?: string } = {}): Member {
    const holder = this.world.tokens.issue(accountId, [role]);
    const id = holder.userId;
    const person: Person = {
      id,
      email: `${id}@example.test`,
      firstName: null,
      lastName: null,
      displayName: `${role} ${id.slice(-4)}`,
      profilePicture: null,
      roles: [role],
      active: true,
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
      ...change,
    };
    this.world.people.set(id, person);
    return { ...holder, email: person.email, displayName: person.displayName };
  }

  deactivate(member: Actor): void {
    this.change(member, { active: false });
  }

  change({ userId }: Actor, change: Partial<Person>): void {
    this.world.people.set(userId, { ...(this.world.people.get(userId) as Person), ...change });
  }

  /** A session is booked, as the scheduling context would tell it. @returns its id */
  async schedule(patient: Actor, therapist: Actor, change: object = {}): Promise<string> {
    const id = newId();
    this.world.sessions.set(id, { patientId: patient.userId, therapistId: therapist.userId });
    await this.tell(patient, sessionScheduled, id, this.facts(id, change));
    return id;
  }

  /** From then on nobody sees it. */
  deleteSession(id: string): void {
    this.world.sessions.delete(id);
  }

  /** So many sessions, one after the other. */
  async book(patient: Actor, therapist: Actor, count: number): Promise<void> {
    for (let n = 0; n < count; n++) await this.schedule(patient, therapist);
  }

  async cancel(actor: Actor, sessionId: string, late = false): Promise<void> {
    const facts = this.facts(sessionId, { calendarSequence: 1 });
    await this.tell(actor, sessionCancelled, sessionId, { ...facts, cancelledAt: '2027-03-01T12:00:00.000Z', late });
  }

  facts(sessionId: string, change: object = {}) {
    const { patientId = '', therapistId = '' } = this.world.sessions.get(sessionId) ?? {};
    return {
      sessionId,
      patientId,
      therapistId,
      siteId: this.riverside.id,
      startsAt: '2027-03-02T08:00:00.000Z',
      endsAt: '2027-03-02T09:00:00.000Z',
      durationMinutes: 60,
      sessionType: 'individual',
      calendarSequence: 0,
      ...change,
    };
  }

  tell<T>(actor: Actor, event: EventDefinition<T>, sessionId: string, data: T): Promise<void> {
    return this.tellOf(actor, event, { type: 'therapy_session', id: sessionId }, data);
  }

  tellOf<T>(actor: Actor, event: EventDefinition<T>, target: ObjectRef, data: T): Promise<void> {
    return actAs(actor, () => this.app.get(TenantDatabase).write((tx) => tx.publish(event, { target, data })));
  }

  socket(member: Member, options: ClientOptions = {}): Promise<Socket> {
    return this.clients.connect(member, options);
  }

  async request(member: Member, method: string, path: string, body?: unknown): Promise<{ status: number; body: Json }> {
    const response = await fetch(new URL(path, this.url), {
      method,
      headers: { authorization: `Bearer ${member.token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      body: body ? JSON.stringify(body) : undefined,
    });
    return { status: response.status, body: await response.json() };
  }

  /** `data` of the answer, which must be without errors. */
  async graphql(member: Member, query: string): Promise<Json> {
    const { body } = await this.request(member, 'POST', '/graphql', { query });
    if (body.errors) throw new Error(JSON.stringify(body.errors));
    return body.data;
  }

  /** As the owner of the tables, whom row-level security does not hold. */
  async sql<T = Json>(statement: string, values: unknown[] = []): Promise<T[]> {
    return (await this.owner.query(statement, values)).rows;
  }

  /** What was told, oldest first. */
  events(type: string): Promise<{ id: string; correlation_id: string; target_id: string; data: Json }[]> {
    return this.sql('select * from messaging.event where type = $1 order by position', [type]);
  }

  async mails(): Promise<Email[]> {
    const directory = join(this.home, 'mail');
    const files = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const complete = files.filter((file) => file.endsWith('.eml'));
    return Promise.all(complete.map(async (file) => PostalMime.parse(await readFile(join(directory, file)))));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.clients.close();
    await this.resources.disposeAsync();
  }
}

async function application(role: ProcessRole, env: Record<string, string>, world: World, log: string[]) {
  const JWT_SECRET = 'only for tests, but long enough to be taken';
  const contexts = [...standInContexts(world), NotificationsModule];
  const serves = role !== 'worker';
  const root = compose({
    settings: readSettings(role, { JWT_SECRET, THROTTLE: 'off', ...env }),
    databaseUrl: env.DATABASE_URL ?? '',
    contexts,
    wiring: wiringOf(contexts),
    delivery: { retries: RETRIES },
    imports: serves ? [PraxisGraphqlModule.forRoot(), RealtimeModule] : [],
  });
  const app = await NestFactory.create<NestFastifyApplication>(root, new ServerAdapter(), {
    logger: new StructuredLogger('debug', { write: (line) => log.push(line) }),
    abortOnError: false,
    forceCloseConnections: true,
  });
  installPipeline(app.getHttpAdapter().getInstance(), app.get(Authentication));
  if (serves) installRealtime(app);
  await app.listen(0, '127.0.0.1');
  return app;
}

/** Every declared type, with the reactions that listen to it. */
function wiringOf(contexts: readonly ContextModule[]): Wiring {
  const manifests = contexts.map(manifestOf);
  const reactions = manifests.flatMap(({ reactions = [] }) => reactions.flatMap((each) => reactionOptions(each) ?? []));
  const namespaces = [platformEvents, ...manifests.flatMap(({ emits }) => emits ?? [])];
  const types = namespaces.flatMap(({ definitions }) => definitions.map(({ type }) => type));
  const listening = (type: string) => reactions.filter(({ on }) => on.some((event) => event.type === type));
  return Object.fromEntries(types.map((type) => [type, listening(type).map(({ name }) => name)]));
}
