import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DateTime } from 'luxon';
import pg from 'pg';
import type { Email } from 'postal-mime';
import { io, type Socket } from 'socket.io-client';
import { createApplication } from '#apps/application.js';
import { contexts } from '#apps/contexts.js';
import { DEMO_PASSWORD, sites, users } from '#apps/standalone/demo-practice.js';
import { seedDemo } from '#apps/standalone/seed-demo.js';
import type { ContextModule } from '#platform/composition/bounded-context.js';
import { readSettings } from '#platform/config/settings.js';
import type { LaneLimits } from '#platform/messaging/reaction-lane.js';
import { freshDatabase } from './database.js';
import { FAST_RETRIES } from './event-lab.js';
import { readMails } from './read-mails.js';
import { until } from './until.js';
import { waitingEvents } from './waiting-events.js';

export type Name =
  | 'admin'
  | 'reception'
  | 'therapist'
  | 'miriam'
  | 'patient'
  | 'jonas'
  | 'lena'
  | 'otherAdmin'
  | 'otherPatient';

const EMAILS: Record<Name, string> = {
  admin: 'admin@demo.test',
  reception: 'reception@demo.test',
  therapist: 'therapist@demo.test',
  miriam: 'miriam@demo.test',
  patient: 'patient@demo.test',
  jonas: 'jonas@demo.test',
  lena: 'lena@demo.test',
  otherAdmin: 'admin@other.test',
  otherPatient: 'patient@other.test',
};

// What comes over the wire is looked at by the tests, field by field.
// biome-ignore lint/suspicious/noExplicitAny: answers of an interface under test
export type Json = any;

export interface Answer {
  readonly status: number;
  readonly body: Json;
  readonly headers: Headers;
}

export interface Client {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  put(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  patch(path: string, body?: unknown): Promise<Answer>;
  delete(path: string): Promise<Answer>;
  graphql(query: string, variables?: object): Promise<Answer>;
  readonly token: string;
}

export interface Practice extends AsyncDisposable {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly home: string;
  readonly owner: pg.Client;
  readonly ownerUrl: string;
  id(name: Name): string;
  as(name: Name): Promise<Client>;
  anonymous(): Client;
  /** A connected socket. */
  socket(name: Name): Promise<Socket>;
  mails(): Promise<Email[]>;
  /** A booking that is in order, at 10:00 of the site's clock so many days ahead. */
  booking(change?: Record<string, unknown> & { inDays?: number; hour?: number }): Record<string, unknown>;
  until: typeof until;
  /** Until every reaction has taken everything that is committed. */
  settled(): Promise<void>;
}

interface PracticeOptions {
  /** Besides those of Praxis. */
  readonly contexts?: readonly ContextModule[];
  readonly lanes?: Partial<LaneLimits>;
  readonly env?: Record<string, string>;
}

/** The whole application with the demo practice, on a database of its own, listening on a free port. */
export async function practice(options: PracticeOptions = {}): Promise<Practice> {
  const database = await freshDatabase();
  const home = await mkdtemp(join(tmpdir(), 'praxis-practice-'));
  const settings = readSettings('standalone', {
    PRAXIS_HOME: home,
    PORT: '0',
    LOG_LEVEL: 'fatal',
    // What a test does in a second, a person does in minutes.
    THROTTLE: 'off',
    ...options.env,
  });
  const app = await createApplication(settings, database.ownerUrl, {
    contexts: [...contexts, ...(options.contexts ?? [])],
    delivery: { retries: FAST_RETRIES, lanes: options.lanes },
  });
  await app.listen(0, '127.0.0.1');
  await seedDemo(app);
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const url = await app.getUrl();
  const clients = new Map<Name, Promise<Client>>();
  const sockets: Socket[] = [];
  const as = (name: Name) => {
    if (!clients.has(name)) clients.set(name, signIn(url, EMAILS[name]));
    return clients.get(name) as Promise<Client>;
  };
  const id = (name: Name) => users.find(({ email }) => email === EMAILS[name])?.id ?? '';
  return {
    app,
    url,
    home,
    owner,
    ownerUrl: database.ownerUrl,
    id,
    as,
    anonymous: () => client(url),
    async socket(name) {
      const { token } = await as(name);
      const socket = io(url, { auth: { token }, transports: ['websocket'], forceNew: true });
      sockets.push(socket);
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve);
        socket.once('connect_error', reject);
      });
      return socket;
    },
    mails: () => readMails(join(home, 'mail')),
    booking({ inDays = 20, hour = 10, ...change } = {}) {
      const startsAt = DateTime.now().setZone(sites[0].timeZone).plus({ days: inDays }).startOf('day').set({ hour });
      return {
        patientId: id('patient'),
        therapistId: id('therapist'),
        siteId: sites[0].id,
        startsAt: startsAt.toUTC().toISO(),
        durationMinutes: 60,
        sessionType: 'individual',
        ...change,
      };
    },
    until,
    settled: async () => void (await until('all reactions have caught up', () => isSettled(owner))),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.disconnect();
      await app.close();
      await owner.end();
      await database[Symbol.asyncDispose]();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** No event that waits to be numbered or for a reaction that takes it, no parked one, no task, no mail. */
async function isSettled(owner: pg.Client): Promise<boolean> {
  if ((await waitingEvents(owner)) > 0) return false;
  const { rows } = await owner.query(`
    select not exists (select from messaging.task_outbox)
      and not exists (select from notifications.delivery where state = 'pending') as settled`);
  return rows[0].settled;
}

async function signIn(url: string, email: string): Promise<Client> {
  const { status, body } = await client(url).post('/api/v1/auth/login', { email, password: DEMO_PASSWORD });
  if (status !== 200) throw new Error(`${email} cannot sign in: ${JSON.stringify(body)}`);
  return client(url, body.data.accessToken);
}

export function client(url: string, token = ''): Client {
  const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
  };
  return {
    token,
    get: (path, headers) => send('GET', path, undefined, headers),
    post: (path, body, headers) => send('POST', path, body, headers),
    put: (path, body, headers) => send('PUT', path, body, headers),
    patch: (path, body) => send('PATCH', path, body),
    delete: (path) => send('DELETE', path),
    graphql: (query, variables) => send('POST', '/graphql', { query, variables }),
  };
}
