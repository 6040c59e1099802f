import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApplication } from '#apps/application.js';
import { DEMO_PASSWORD, sites, users } from '#apps/standalone/demo-practice.js';
import { seedDemo } from '#apps/standalone/seed-demo.js';
import { readSettings } from '#platform/config/settings.js';
import { COMMIT_CHANNEL } from '#platform/messaging/commit-notices.js';
import { freshDatabase } from '#test/support/database.js';
import { type Client, client, type Json, practice } from '#test/support/practice.js';
import { until } from '#test/support/until.js';

/** So that nothing that a test waits for can have come from looking now and then. */
const NEVER = 600_000;

const resources = new AsyncDisposableStack();
let owner: pg.Client;
let url: string;
let therapist: Client;
let atTherapist: Json[];

/** A process that serves requests and runs no reactions, and one that does the opposite, on one database. */
beforeAll(async () => {
  const { ownerUrl } = resources.use(await freshDatabase());
  const home = await mkdtemp(join(tmpdir(), 'praxis-apart-'));
  resources.defer(() => rm(home, { recursive: true, force: true }));
  const start = async (role: 'api' | 'worker'): Promise<NestFastifyApplication> => {
    const settings = readSettings(role, {
      DATABASE_URL: ownerUrl,
      JWT_SECRET: 'only for tests, but long enough to be taken',
      PRAXIS_HOME: home,
      LOG_LEVEL: 'fatal',
    });
    const app = await createApplication(settings, ownerUrl, { delivery: { pollInterval: NEVER } });
    resources.defer(() => app.close());
    await app.listen(0, '127.0.0.1');
    return app;
  };
  const api = await start('api');
  await start('worker');
  await seedDemo(api);
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  resources.defer(() => owner.end());

  url = await api.getUrl();
  const { body } = await client(url).post('/api/v1/auth/login', {
    email: 'therapist@demo.test',
    password: DEMO_PASSWORD,
  });
  therapist = client(url, body.data.accessToken);
  const socket = await connected(io(url, { auth: { token: therapist.token }, transports: ['websocket'] }));
  resources.defer(() => void socket.disconnect());
  atTherapist = [];
  socket.on('notification', (notification: Json, acknowledge?: () => void) => {
    atTherapist.push(notification);
    acknowledge?.();
  });
}, 60_000);
afterAll(() => resources.disposeAsync());

function connected(socket: Socket): Promise<Socket> {
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('connect_error', reject);
  });
}

const userId = (email: string) => users.find((user) => user.email === email)?.id;

let day = 40;
/** @returns the session's id */
async function book(): Promise<string> {
  const startsAt = new Date(Date.now() + day++ * 86_400_000);
  startsAt.setUTCHours(9, 0, 0, 0);
  const { status, body } = await therapist.post('/api/v1/therapy-sessions', {
    patientId: userId('patient@demo.test'),
    therapistId: userId('therapist@demo.test'),
    siteId: sites[0].id,
    startsAt: startsAt.toISOString(),
    durationMinutes: 60,
    sessionType: 'individual',
  });
  expect(status, JSON.stringify(body)).toBe(201);
  return body.data.id;
}

const seen = (sessionId: string) => () => atTherapist.some((each) => JSON.stringify(each).includes(sessionId));
const charged = (sessionId: string) => async () =>
  (await owner.query('select from billing.charge where session_id = $1', [sessionId])).rowCount === 1;
const mailed = (sessionId: string) => async () =>
  (
    await owner.query(
      `select from notifications.delivery d join messaging.event e on e.id = d.event_id
       where e.target_id = $1 and d.state = 'sent'`,
      [sessionId],
    )
  ).rowCount === 2;

async function hasAllConsequences(sessionId: string): Promise<void> {
  await until('it is charged by the other process', charged(sessionId));
  await until('it is seen at a socket of the first process', seen(sessionId));
  await until('it is mailed', mailed(sessionId));
}

describe('a dead letter that is replayed in one process', () => {
  it('is tried again by another, without waiting for any interval', async () => {
    const id = await book();
    await hasAllConsequences(id);
    const { rowCount } = await owner.query(
      `insert into messaging.parked_event (id, account_id, reaction, seq, event_id, event_type, target, state, attempts,
         next_attempt_at, error, parked_at)
       select uuidv7(), e.account_id, c.reaction, l.seq, e.id, e.type, e.target_type || ':' || e.target_id, 'dead', 3, now(), '{}', now()
       from messaging.event e join messaging.log l on l.position = e.position
         join messaging.checkpoint c on c.reaction like 'billing.%'
       where e.target_id = $1 and e.type = 'therapy_session.scheduled'`,
      [id],
    );
    expect(rowCount).toBe(1);
    const login = { email: 'admin@demo.test', password: DEMO_PASSWORD };
    const { body } = await client(url).post('/api/v1/auth/login', login);
    const replayed = await client(url, body.data.accessToken).post('/api/v1/system/dead-letters/replay', {});
    expect(replayed.status).toBeLessThan(300);
    await until('it is taken', async () => (await owner.query('select from messaging.parked_event')).rowCount === 0);
  });
});

describe('a session that is booked in one process', () => {
  it('sets off what another process does, and is seen live in the first, without waiting for any interval', async () => {
    await hasAllConsequences(await book());
  });

  it('does so also right after the connections that tell of it were cut', async () => {
    const cut = await owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'praxis-events' and datname = current_database()`,
    );
    expect(cut.rowCount).toBe(2);
    await hasAllConsequences(await book());
    await hasAllConsequences(await book());
  });
});

describe('a process that does everything itself', () => {
  it('tells nobody and holds no connection for it', async () => {
    await using alone = await practice();
    const told: string[] = [];
    alone.owner.on('notification', ({ payload = '' }) => told.push(payload));
    await alone.owner.query(`listen ${COMMIT_CHANNEL}`);
    const { status } = await (await alone.as('reception')).post('/api/v1/therapy-sessions', alone.booking());
    expect(status).toBe(201);
    await alone.settled();
    const { rowCount } = await alone.owner.query(
      `select from pg_stat_activity where application_name = 'praxis-events' and datname = current_database()`,
    );
    expect([told, rowCount]).toEqual([[], 0]);
  });
});
