import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type Practice, practice } from '#test/support/practice.js';
import { cancelledSession, deletedSession, eventsOf, isoIn } from './testing/sessions-to-delete.js';

let clinic: Practice;
let admin: Client;

beforeAll(async () => {
  clinic = await practice();
  admin = await clinic.as('admin');
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

const path = (id: string) => `/api/v1/therapy-sessions/${id}`;
const trash = async (query = '') => (await admin.get(`/api/v1/system/trash?pageSize=100${query}`)).body.results;

describe('a deleted session', () => {
  it('is found nowhere any more, by whoever could see it', async () => {
    const id = await cancelledSession(clinic);
    const socket = await clinic.socket('admin');
    expect((await socket.emitWithAck('watch', { type: 'therapy_session', id })).ok).toBe(true);
    expect((await admin.delete(path(id))).status).toBe(200);
    for (const name of ['admin', 'reception', 'therapist', 'patient'] as const) {
      const caller = await clinic.as(name);
      expect((await caller.get(path(id))).status).toBe(404);
      const listed = await caller.get(`/api/v1/therapy-sessions?id=${id}`);
      expect(listed.body).toMatchObject({ count: 0, results: [] });
      const asked = await caller.graphql(
        `{ therapySession(id: "${id}") { id } therapySessions(filter: { status: "cancelled" }, pageSize: 100) { items { id } } }`,
      );
      expect(asked.body.data.therapySession).toBeNull();
      expect(asked.body.errors[0].extensions.code).toBe('THERAPY_SESSION_NOT_FOUND');
      expect(JSON.stringify(asked.body.data.therapySessions)).not.toContain(id);
    }
    const watched = await socket.emitWithAck('watch', { type: 'therapy_session', id });
    expect(watched.error.code).toBe('THERAPY_SESSION_NOT_FOUND');
    const history = await (await clinic.as('therapist')).get(
      `/api/v1/events?targetType=therapy_session&targetId=${id}`,
    );
    expect(history.status).toBe(403);
  });

  it('is told once, with who did it', async () => {
    const id = await cancelledSession(clinic);
    const { body } = await admin.delete(path(id));
    expect(body.data.actions).toEqual([{ name: 'restore', method: 'POST', href: `${path(id)}/restore` }]);
    const [told, ...more] = await eventsOf(clinic, 'therapy_session.deleted', id);
    expect(more).toEqual([]);
    expect(told).toMatchObject({ actor_id: clinic.id('admin'), data: { sessionId: id } });
  });

  it('keeps its history for who may view all of it, and for nobody else', async () => {
    const id = await cancelledSession(clinic);
    await admin.delete(path(id));
    const history = await admin.get(`${path(id)}/events`);
    expect(history.body.results.map(({ type }: { type: string }) => type)).toContain('therapy_session.deleted');
    expect((await (await clinic.as('patient')).get(`${path(id)}/events`)).status).toBe(404);
    expect((await (await clinic.as('otherAdmin')).get(`${path(id)}/events`)).status).toBe(404);
  });
});

describe('deleting', () => {
  it('is for sessions that are over', async () => {
    const booked = await admin.post('/api/v1/therapy-sessions', clinic.booking({ startsAt: isoIn(clinic) }));
    const { id, actions } = booked.body.data;
    expect(actions.map(({ name }: { name: string }) => name)).not.toContain('delete');
    const refused = await admin.delete(path(id));
    expect([refused.status, refused.body.error.code]).toEqual([409, 'SESSION_STATE_CONFLICT']);
    await admin.post(`${path(id)}/start`);
    expect((await admin.delete(path(id))).status).toBe(409);
    const completed = await admin.post(`${path(id)}/complete`);
    expect(completed.body.data.actions).toContainEqual({ name: 'delete', method: 'DELETE', href: path(id) });
    expect((await admin.delete(path(id))).status).toBe(200);
    expect(await eventsOf(clinic, 'therapy_session.deleted', id)).toHaveLength(1);
  });

  it('is refused to who may not, and finds nothing of another account', async () => {
    const id = await cancelledSession(clinic);
    for (const name of ['reception', 'therapist', 'patient'] as const) {
      expect((await (await clinic.as(name)).delete(path(id))).status).toBe(403);
      expect((await (await clinic.as(name)).post(`${path(id)}/restore`)).status).toBe(403);
    }
    expect((await (await clinic.as('otherAdmin')).delete(path(id))).status).toBe(404);
    expect((await admin.get(path(id))).status).toBe(200);
    expect(await eventsOf(clinic, 'therapy_session.deleted', id)).toEqual([]);
  });

  it('happens once, however many try at the same time; so does restoring', async () => {
    const id = await cancelledSession(clinic);
    const deletions = await Promise.all(Array.from({ length: 12 }, () => admin.delete(path(id))));
    expect(deletions.map(({ status }) => status).sort()).toEqual([200, ...Array(11).fill(404)]);
    expect(await eventsOf(clinic, 'therapy_session.deleted', id)).toHaveLength(1);
    const restorals = await Promise.all(Array.from({ length: 12 }, () => admin.post(`${path(id)}/restore`)));
    expect(restorals.map(({ status }) => status).sort()).toEqual([200, ...Array(11).fill(409)]);
    expect(await eventsOf(clinic, 'therapy_session.restored', id)).toHaveLength(1);
  });
});

describe('the trash', () => {
  it('lists what was deleted, until when it can be restored, and how', async () => {
    const id = await cancelledSession(clinic);
    await admin.delete(path(id));
    const [entry] = (await trash('&type=therapy_session')).filter((each: { id: string }) => each.id === id);
    expect(entry).toMatchObject({ type: 'therapy_session', deletedBy: clinic.id('admin') });
    expect(Date.parse(entry.purgedFrom) - Date.parse(entry.deletedAt)).toBe(90 * 24 * 60 * 60 * 1000);
    const restore = entry.actions.find(({ name }: { name: string }) => name === 'restore');
    expect((await admin.post(restore.href)).body.data).toMatchObject({ id, status: 'cancelled' });
    expect((await admin.get(path(id))).status).toBe(200);
    expect((await trash()).map((each: { id: string }) => each.id)).not.toContain(id);
  });

  it('is read page by page', async () => {
    for (let n = 0; n < 3; n++) await admin.delete(path(await cancelledSession(clinic)));
    const all = (await trash()).map(({ id }: { id: string }) => id);
    const paged: string[] = [];
    let next: string | null = '/api/v1/system/trash?pageSize=2';
    while (next) {
      const { body } = await admin.get(next);
      paged.push(...body.results.map(({ id }: { id: string }) => id));
      next = body.next;
    }
    expect(paged).toEqual(all);
  });

  it('is for who may restore, and of their own account', async () => {
    for (const name of ['reception', 'therapist', 'patient'] as const) {
      expect((await (await clinic.as(name)).get('/api/v1/system/trash')).status).toBe(403);
    }
    expect((await (await clinic.as('otherAdmin')).get('/api/v1/system/trash')).body.results).toEqual([]);
    expect((await admin.get('/api/v1/system/trash?type=charge')).body.error.details.fields).toHaveProperty('type');
  });

  it('shows who was granted to delete one session that one', async () => {
    const [granted, other] = [await cancelledSession(clinic), await deletedSession(clinic)];
    const reception = await clinic.as('reception');
    await clinic.owner.query(
      `insert into platform.object_grant (account_id, subject, permission, object_type, object_id, id)
       select account_id, 'user:' || $2::text, 'scheduling.session.delete', 'therapy_session', id, gen_random_uuid()
       from scheduling.therapy_session where id = $1`,
      [granted, clinic.id('reception')],
    );
    expect((await reception.delete(path(granted))).status).toBe(200);
    const { body } = await reception.get('/api/v1/system/trash');
    expect(body.results.map(({ id }: { id: string }) => id)).toEqual([granted]);
    expect((await reception.post(`${path(other)}/restore`)).status).toBe(403);
    expect((await reception.post(`${path(granted)}/restore`)).status).toBe(200);
  });

  it('is the same over GraphQL, with deleting and restoring', async () => {
    const id = await cancelledSession(clinic);
    const deleted = await admin.graphql(`mutation { deleteTherapySession(id: "${id}") }`);
    expect(deleted.body.data).toEqual({ deleteTherapySession: true });
    const listed = await admin.graphql(`{ trash(type: "therapy_session", pageSize: 1) {
      items { id type deletedAt deletedBy purgedFrom actions { name method href } } count nextCursor } }`);
    expect(listed.body.data.trash.items).toEqual([expect.objectContaining({ id, deletedBy: clinic.id('admin') })]);
    const again = await admin.graphql(`mutation { deleteTherapySession(id: "${id}") }`);
    expect(again.body.errors[0].extensions.code).toBe('THERAPY_SESSION_NOT_FOUND');
    const restored = await admin.graphql(`mutation { restoreTherapySession(id: "${id}") { id actions { name } } }`);
    expect(restored.body.data.restoreTherapySession.id).toBe(id);
    expect((await (await clinic.as('patient')).graphql('{ trash { count } }')).body.errors[0].extensions.code).toBe(
      'PERMISSION_DENIED',
    );
  });
});
