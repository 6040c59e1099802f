import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sites } from '#apps/standalone/demo-practice.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { eventProcessingFailed } from '#platform/messaging/platform-events.js';
import { type Client, type Json, type Name, type Practice, practice } from '#test/support/practice.js';

/** Who sees an object does not know of all that happened to it, by whichever door they ask. */
const GRANTS = '/api/v1/access/grants';
const [RIVERSIDE] = sites;

let clinic: Practice;
let admin: Client;
let accountId: string;

beforeAll(async () => {
  clinic = await practice();
  admin = await clinic.as('admin');
  accountId = (await admin.get('/api/v1/account')).body.data.id;
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

interface Seen {
  readonly types: string[];
  readonly text: string;
  readonly count: number;
}

/** By each door that tells a history; they must agree. */
async function historyOf(name: Name, type: string, id: string, item: string, field: string): Promise<Seen> {
  const client = await clinic.as(name);
  const history = (await client.get(`${item}/events?pageSize=100`)).body;
  const trail = (await client.get(`/api/v1/events?targetType=${type}&targetId=${id}&pageSize=100`)).body;
  const { data } = (await client.graphql(`query ($id: ID!) { ${field}(id: $id) { events { id type data } } }`, { id }))
    .body;
  const ids = (events: Json[]) => events.map((event) => event.id);
  expect(ids(trail.results)).toEqual(ids(history.results));
  expect(ids(data[field].events)).toEqual(ids(history.results));
  expect([history.count, trail.count]).toEqual([history.results.length, history.results.length]);
  return {
    types: history.results.map((event: Json) => event.type),
    text: JSON.stringify([history, trail, data]),
    count: history.count,
  };
}
const ofSession = (name: Name, id: string) =>
  historyOf(name, 'therapy_session', id, `/api/v1/therapy-sessions/${id}`, 'therapySession');
const ofSite = (name: Name) => historyOf(name, 'site', RIVERSIDE.id, `/api/v1/account/sites/${RIVERSIDE.id}`, 'site');
const ofUser = (name: Name, of: Name) =>
  historyOf(name, 'user', clinic.id(of), `/api/v1/users/${clinic.id(of)}`, 'user');

async function bookedSession(inDays: number): Promise<string> {
  const { status, body } = await admin.post('/api/v1/therapy-sessions', clinic.booking({ inDays }));
  expect([status, body.error]).toEqual([201, undefined]);
  await clinic.settled();
  return body.data.id;
}
const fail = (id: string) =>
  clinic.app
    .get(TenantDatabase)
    .forAccount(accountId)
    .write((tx) =>
      tx.publish(eventProcessingFailed, {
        target: { type: 'therapy_session', id },
        data: {
          originalEvent: {},
          reaction: 'a.b',
          attempts: 6,
          error: { code: 'X', message: 'secret of the system' },
        },
      }),
    );
const grant = async (to: Name, permission: string, objectType: string, objectId: string) => {
  const { status, body } = await admin.post(GRANTS, {
    subject: `user:${clinic.id(to)}`,
    permission,
    objectType,
    objectId,
  });
  expect([status, body.error]).toEqual([201, undefined]);
  return body.data.id as string;
};
async function watching(name: Name, type: string, id: string): Promise<{ told: string[]; socket: Socket }> {
  const socket = await clinic.socket(name);
  expect(await socket.emitWithAck('watch', { type, id })).toEqual({ ok: true });
  const told: string[] = [];
  socket.on('event', (event) => told.push(event.type));
  return { told, socket };
}

describe('a failure of the system’s own work', () => {
  it('is told on its object to who may read the whole history, and to nobody else who sees it', async () => {
    const id = await bookedSession(25);
    const [theirs, ours] = [
      await watching('patient', 'therapy_session', id),
      await watching('admin', 'therapy_session', id),
    ];
    await fail(id);
    await clinic.until('the administrator is told', () => ours.told.includes('event.processing.failed'));
    expect((await ofSession('admin', id)).types).toContain('event.processing.failed');
    for (const name of ['patient', 'therapist', 'reception'] as const) {
      const { types, text } = await ofSession(name, id);
      expect(types).toContain('therapy_session.scheduled');
      expect(types).not.toContain('event.processing.failed');
      expect(text).not.toContain('secret of the system');
    }
    await admin.post(`/api/v1/therapy-sessions/${id}/cancel`);
    await clinic.until('the patient is told', () => theirs.told.includes('therapy_session.cancelled'));
    expect(theirs.told).not.toContain('event.processing.failed');
  });

  it('is told neither among what one did oneself, nor by its type', async () => {
    const patient = await clinic.as('patient');
    const own = (await patient.get(`/api/v1/events?actorId=${clinic.id('patient')}&type=event.processing.failed`)).body;
    expect([own.results, own.count]).toEqual([[], 0]);
    expect((await patient.get('/api/v1/events?type=event.processing.failed')).status).toBe(403);
  });
});

describe('what happens to somebody’s credentials', () => {
  it('is told to themselves and to who may help, and to nobody else who sees them', async () => {
    for (let tries = 0; tries < 12; tries++) {
      await clinic.anonymous().post('/api/v1/auth/login', { email: 'miriam@demo.test', password: 'not it' });
    }
    await clinic.until('it is locked', async () => (await ofUser('admin', 'miriam')).types.includes('user.locked'));
    await admin.post(`/api/v1/users/${clinic.id('miriam')}/unlock`, {});
    expect((await ofUser('admin', 'miriam')).types).toEqual(expect.arrayContaining(['user.locked', 'user.unlocked']));
    expect((await ofUser('miriam', 'miriam')).types).toEqual(expect.arrayContaining(['user.locked', 'user.unlocked']));
    expect((await ofUser('reception', 'miriam')).types).toEqual(['user.registered']);
    // Who may help just this one.
    const grantId = await grant('reception', 'identity.user.help', 'user', clinic.id('miriam'));
    expect((await ofUser('reception', 'miriam')).types).toEqual(
      expect.arrayContaining(['user.locked', 'user.unlocked']),
    );
    await admin.delete(`${GRANTS}/${grantId}`);
    // What they were granted themselves they know, and the user on whom it was does not.
    expect((await ofUser('reception', 'miriam')).types).toEqual([
      'access.revoked',
      'access.granted',
      'user.registered',
    ]);
    expect((await ofUser('miriam', 'miriam')).types).not.toContain('access.granted');
  });
});

describe('who was granted what', () => {
  /** What the making of the practice left at the site, newest first. */
  const PRACTICE = ['working_hours.changed', 'site.created'];

  it('is told to who may see grants and to whom it was granted, and to nobody else who sees the object', async () => {
    const id = await grant('jonas', 'scheduling.session.view', 'site', RIVERSIDE.id);
    const mine = async (name: Name) => {
      const { text } = await ofSite(name);
      return text.includes(id);
    };
    expect([await mine('admin'), await mine('jonas')]).toEqual([true, true]);
    expect([await mine('patient'), await mine('therapist'), await mine('reception')]).toEqual([false, false, false]);
    expect((await ofSite('patient')).text).not.toContain(clinic.id('jonas'));
    expect((await ofSite('jonas')).types).toEqual(['access.granted', ...PRACTICE]);
    await admin.delete(`${GRANTS}/${id}`);
    expect((await ofSite('jonas')).types).toEqual(['access.revoked', 'access.granted', ...PRACTICE]);
    expect((await ofSite('patient')).types).toEqual(PRACTICE);
  });

  it('pages by what one may know of', async () => {
    for (let n = 0; n < 3; n++) {
      const id = await grant('lena', 'scheduling.session.view', 'site', RIVERSIDE.id);
      await admin.delete(`${GRANTS}/${id}`);
    }
    const path = `/api/v1/events?targetType=site&targetId=${RIVERSIDE.id}&pageSize=2`;
    const page = async (name: Name) => (await (await clinic.as(name)).get(path)).body;
    const results = PRACTICE.map((type) => ({ type }));
    expect(await page('patient')).toMatchObject({ count: PRACTICE.length, next: null, results });
    expect((await page('admin')).count).toBeGreaterThan(6);
  });
});
