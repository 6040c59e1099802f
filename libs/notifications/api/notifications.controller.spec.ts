import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { until } from '#test/support/until.js';
import { type Json, type Member, NotifiedPractice } from '../testing/notified-practice.js';

const PATH = '/api/v1/notifications';

let practice: NotifiedPractice;
let patient: Member;
let therapist: Member;
/** Of the therapist, newest first. */
let notifications: Json[];

beforeAll(async () => {
  practice = await NotifiedPractice.start();
});
afterAll(() => practice[Symbol.asyncDispose]());
beforeEach(async () => {
  patient = practice.member('patient');
  therapist = practice.member('therapist');
  for (let n = 0; n < 3; n++) await practice.schedule(patient, therapist);
  await until('all are told', async () => {
    notifications = (await list()).body.results;
    return notifications.length === 3;
  });
});

const list = (query = '', member = therapist) => practice.request(member, 'GET', `${PATH}${query}`);
const mark = (id: string, body: object = { read: true }, member = therapist) =>
  practice.request(member, 'PATCH', `${PATH}/${id}`, body);
const unread = async (member = therapist) => (await practice.request(member, 'GET', `${PATH}/unread-count`)).body.data;

describe('the inbox', () => {
  it('is listed newest first, with what may be done', async () => {
    const { status, body } = await list();
    expect(status).toBe(200);
    expect(body).toMatchObject({ success: true, count: 3, countExact: true, next: null, previous: null });
    expect(body.results.map(({ cursor }: Json) => cursor)).toEqual([
      '0000000000000003',
      '0000000000000002',
      '0000000000000001',
    ]);
    const { id } = body.results[0];
    expect(body.results[0]).toEqual({
      id,
      type: 'therapy_session.scheduled',
      message: expect.stringContaining('is booked for Tuesday 2 March 2027 at 09:00, Riverside.'),
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      data: expect.objectContaining({ target: { type: 'therapy_session', id: expect.any(String) } }),
      cursor: '0000000000000003',
      read: false,
      readAt: null,
      actions: [
        { name: 'view', method: 'GET', href: `${PATH}/${id}` },
        { name: 'events', method: 'GET', href: `${PATH}/${id}/events` },
        { name: 'mark-read', method: 'PATCH', href: `${PATH}/${id}` },
      ],
    });
  });

  it('is paged, filtered and cut down to fields like any list', async () => {
    const { body: first } = await list('?pageSize=2&fields=id,read');
    expect(first.results).toEqual(
      notifications.slice(0, 2).map(({ id }) => expect.objectContaining({ id, read: false })),
    );
    expect(Object.keys(first.results[0])).toEqual(['id', 'read']);
    const { body: second } = await practice.request(therapist, 'GET', first.next);
    expect(second.results.map(({ id }: Json) => id)).toEqual([notifications[2].id]);
    await mark(notifications[1].id);
    for (const [query, expected] of [
      ['?read=true', [1]],
      ['?read=false', [0, 2]],
      ['?type=therapy_session.cancelled', []],
      [`?id=${notifications[2].id}`, [2]],
    ] as const) {
      const { body } = await list(query);
      expect(body.results.map(({ id }: Json) => id)).toEqual(expected.map((at) => notifications[at].id));
    }
    expect((await list('?userId=7')).status).toBe(422);
  });

  it('is searched by the beginning of what was told, each their own', async () => {
    await practice.sql(`update notifications.inbox_entry set message = 'Moved to Hilltop.' where id = $1`, [
      notifications[1].id,
    ]);
    const { body } = await list('?search=MOVED%20to');
    expect(body).toMatchObject({ count: 1, results: [{ id: notifications[1].id }] });
    expect((await list('?search=hilltop')).body.count).toBe(0);
    expect((await list('?search=moved', patient)).body.count).toBe(0);
  });

  it('has a history of how each was delivered', async () => {
    const [{ id }] = notifications;
    await until('the mail is sent, too', async () => {
      const { body } = await practice.request(therapist, 'GET', `${PATH}/${id}/events`);
      const channels = body.results.map(({ type, data }: Json) => `${type} ${data.channel}`);
      return channels.includes('notification.sent mail') && channels.includes('notification.sent inbox');
    });
  });
});

describe('marking', () => {
  it('as read takes it from the unread, once', async () => {
    expect(await unread()).toEqual({ count: 3, countExact: true });
    const [{ id }] = notifications;
    const first = await mark(id);
    expect(first).toMatchObject({ status: 200, body: { data: { id, read: true, readAt: expect.any(String) } } });
    expect((await mark(id)).body.data.readAt).toBe(first.body.data.readAt);
    expect(await unread()).toEqual({ count: 2, countExact: true });
    expect(first.body.data.actions.map(({ name }: Json) => name)).toEqual(['view', 'events', 'mark-unread']);
  });

  it('as unread brings it back', async () => {
    const [{ id }] = notifications;
    await mark(id);
    expect((await mark(id, { read: false })).body.data).toMatchObject({ read: false, readAt: null });
    expect(await unread()).toEqual({ count: 3, countExact: true });
  });

  it('all as read leaves those of others', async () => {
    const read = await practice.request(therapist, 'POST', `${PATH}/read-all`);
    expect(read).toMatchObject({ status: 200, body: { data: { read: 3 } } });
    expect((await practice.request(therapist, 'POST', `${PATH}/read-all`, {})).body.data).toEqual({ read: 0 });
    expect(await unread()).toEqual({ count: 0, countExact: true });
    expect(await unread(patient)).toEqual({ count: 3, countExact: true });
  });

  it('means that it need not be sent over a socket again', async () => {
    const [{ id }] = notifications;
    await mark(id);
    const [entry] = await practice.sql<Json>('select acknowledged_at from notifications.inbox_entry where id = $1', [
      id,
    ]);
    expect(entry.acknowledged_at).not.toBeNull();
  });

  it.each([[{}], [{ read: 'yes' }], [{ read: null }], [{ read: true, at: 'noon' }], [[]]])(
    'with %j is refused',
    async (body) => {
      const [{ id }] = notifications;
      expect(await mark(id, body)).toMatchObject({ status: 422, body: { error: { code: 'VALIDATION_FAILED' } } });
    },
  );
});

describe('what is somebody else’s', () => {
  it('is not there, for a colleague, an administrator or another account', async () => {
    const accountId = newId();
    await practice.admit(accountId);
    const [{ id }] = notifications;
    const missing = newId();
    const strangers = [patient, practice.member('admin'), practice.member('admin', { accountId })];
    for (const stranger of strangers) {
      expect((await list(`?id=${id}`, stranger)).body.results).toEqual([]);
      for (const wrong of [id, missing, 'this-one']) {
        const answers = await Promise.all([
          practice.request(stranger, 'GET', `${PATH}/${wrong}`),
          practice.request(stranger, 'GET', `${PATH}/${wrong}/events`),
          mark(wrong, { read: true }, stranger),
        ]);
        for (const { status, body } of answers) {
          expect([status, body.error.code]).toEqual([404, 'NOTIFICATION_NOT_FOUND']);
        }
      }
      const history = `/api/v1/events?targetType=notification&targetId=${id}`;
      if (!stranger.roles.includes('admin')) {
        expect((await practice.request(stranger, 'GET', history)).status).toBe(403);
      }
    }
    expect((await practice.request(therapist, 'GET', `${PATH}/${id}`)).body.data).toMatchObject({ id, read: false });
  });
});

describe('over GraphQL', () => {
  it('the inbox is the same', async () => {
    const { notifications: page, unreadNotificationCount } = await practice.graphql(
      therapist,
      `{
        notifications(page: 1, pageSize: 2) {
          count nextCursor
          items { id type message timestamp data cursor read readAt actions { name method href } events { type } }
        }
        unreadNotificationCount
      }`,
    );
    expect(unreadNotificationCount).toBe(3);
    expect(page.count).toBe(3);
    expect(page.items.map(({ events: _events, ...item }: Json) => item)).toEqual(notifications.slice(0, 2));
    expect(page.items[0].events[0]).toEqual({ type: 'notification.sent' });
    const { notifications: next } = await practice.graphql(
      therapist,
      `{ notifications(pageSize: 2, cursor: "${page.nextCursor}") { nextCursor items { id } } }`,
    );
    expect(next).toEqual({ nextCursor: null, items: [{ id: notifications[2].id }] });
  });

  it('can be marked as read, one or all', async () => {
    const [{ id }] = notifications;
    const { markNotificationRead } = await practice.graphql(
      therapist,
      `mutation { markNotificationRead(id: "${id}") { id read readAt } }`,
    );
    expect(markNotificationRead).toMatchObject({ id, read: true, readAt: expect.any(String) });
    const { notifications: read } = await practice.graphql(therapist, '{ notifications(read: true) { items { id } } }');
    expect(read.items).toEqual([{ id }]);
    expect(await practice.graphql(therapist, 'mutation { markAllNotificationsRead }')).toEqual({
      markAllNotificationsRead: 2,
    });
  });

  it('what is somebody else’s is not there', async () => {
    const [{ id }] = notifications;
    const query = `mutation { markNotificationRead(id: "${id}") { id } }`;
    const { body } = await practice.request(patient, 'POST', '/graphql', { query });
    expect(body.errors[0].extensions.code).toBe('NOTIFICATION_NOT_FOUND');
  });
});
