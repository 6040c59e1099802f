import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { EventTail } from '#platform/messaging/event-tail.js';
import { LiveConnections } from '#platform/realtime/live-connections.js';
import { until } from '#test/support/until.js';
import { notificationSent } from '../contract/index.js';
import { InboxHints } from '../model/inbox-hints.js';
import { from1to, InboxClient } from '../testing/inbox-client.js';
import { acknowledgedBy, fillInbox, hold, inboxOf } from '../testing/inbox-contents.js';
import { type Json, type Member, NotifiedPractice } from '../testing/notified-practice.js';

let practice: NotifiedPractice;
let patient: Member;

beforeAll(async () => {
  practice = await NotifiedPractice.start();
  patient = practice.member('patient');
});
afterAll(() => practice[Symbol.asyncDispose]());

const book = (therapist: Member, count = 1) => practice.book(patient, therapist, count);
const inbox = (member: Member) => inboxOf(practice, member);
const acknowledged = (member: Member) => acknowledgedBy(practice, member);
const fill = (member: Member, count: number, options = {}) => fillInbox(practice, member, count, options);
const serverSide = ({ userId }: Member) => practice.app.get(LiveConnections).in(`user:${userId}`);

describe('a connected client', () => {
  it('gets what is new at once, and says that it has it', async () => {
    const therapist = practice.member('therapist');
    const client = await InboxClient.connect(practice, therapist);
    await book(therapist, 3);
    await client.arrived(3);
    const stored = await inbox(therapist);
    expect(client.received).toEqual(
      stored.map(({ id, type, message, data, created_at, cursor }) => ({
        id,
        type,
        message,
        data,
        timestamp: created_at.toISOString(),
        cursor: cursor.padStart(16, '0'),
      })),
    );
    await until('all are acknowledged', async () => (await acknowledged(therapist)).length === 3);
  });

  it('gets nothing of anybody else’s', async () => {
    const [therapist, colleague] = [practice.member('therapist'), practice.member('therapist')];
    const clients = await Promise.all([therapist, colleague].map((each) => InboxClient.connect(practice, each)));
    await book(colleague);
    await book(therapist);
    for (const client of clients) await client.arrived(1);
    for (const [at, { userId }] of [therapist, colleague].entries()) {
      expect(clients[at]?.received.map(({ data }) => data.therapistId)).toEqual([userId]);
    }
  });

  it('that never acknowledges gets all, and gets them again the next time', async () => {
    const therapist = practice.member('therapist');
    await fill(therapist, 450);
    const silent = await InboxClient.connect(practice, therapist, { acknowledges: () => false });
    await silent.arrived(450);
    await book(therapist);
    await silent.arrived(451);
    silent.cut();
    const again = await InboxClient.connect(practice, therapist);
    await again.arrived(451);
    for (const client of [silent, again]) expect(client.places).toEqual(from1to(451));
  });

  it('gets again, when it comes back, only what it did not acknowledge', async () => {
    const therapist = practice.member('therapist');
    const first = await InboxClient.connect(practice, therapist, {
      acknowledges: ({ cursor }) => ![2, 4].includes(Number(cursor)),
    });
    await book(therapist, 5);
    await first.arrived(5);
    // Not waiting for the acknowledgements to be stored: they must not be overtaken.
    first.socket.disconnect();
    const second = await InboxClient.connect(practice, therapist);
    await book(therapist);
    await second.arrived(3);
    expect(second.places).toEqual([2, 4, 6]);
    await until('all are acknowledged', async () => (await acknowledged(therapist)).length === 6);
  });

  it('does not get again what it acknowledged just now, however long that takes to be stored', async () => {
    const therapist = practice.member('therapist');
    await fill(therapist, 2);
    await using held = await hold(practice, 'select from notifications.inbox_entry where user_id = $1 for update', [
      therapist.userId,
    ]);
    const first = await InboxClient.connect(practice, therapist, { after: '0' });
    await first.arrived(2);
    first.socket.disconnect();
    const second = await InboxClient.connect(practice, therapist);
    await held.keepsWaiting('acknowledged_at');
    // Long enough for the second connection to have begun, if it did not wait.
    await pause(300);
    expect(second.places).toEqual([]);
    await held.release();
    await book(therapist);
    await second.arrived(1);
    expect(second.places).toEqual([3]);
  });

  it('gets what is new before the log has told of it', async () => {
    const therapist = practice.member('therapist');
    const client = await InboxClient.connect(practice, therapist, { after: '0' });
    await client.resume('0');
    const order: string[] = [];
    serverSide(therapist)[0]?.onAnyOutgoing((name: string) => order.push(name));
    const ignore = practice.app.get(EventTail).listen(({ type, data }) => {
      if (type === notificationSent.type && (data as Json).userId === therapist.userId) order.push('log');
    });
    await book(therapist);
    await until('the log has told', () => order.includes('log'));
    ignore();
    expect(order.slice(0, 2)).toEqual(['notification', 'log']);
  });

  it('gets what lies before a notification that it hears of, first', async () => {
    const therapist = practice.member('therapist');
    await fill(therapist, 5);
    const client = await InboxClient.connect(practice, therapist, { after: '0' });
    await client.arrived(5);
    await fill(therapist, 3, { after: 5 });
    const [eighth] = (await inbox(therapist)).slice(-1);
    const { id, type, message, data, created_at: createdAt } = eighth;
    const entry = { id, userId: therapist.userId, place: 8, type, message, data, createdAt };
    practice.app.get(InboxHints, { strict: false }).give([entry]);
    await client.arrived(8);
    expect(client.places).toEqual(from1to(8));
  });

  it('on another device does not miss what the first one has acknowledged while it was away', async () => {
    const therapist = practice.member('therapist');
    const telephone = await InboxClient.connect(practice, therapist);
    await book(therapist, 2);
    await telephone.arrived(2);
    telephone.cut();
    const laptop = await InboxClient.connect(practice, therapist);
    await book(therapist, 3);
    await laptop.arrived(3);
    const later = await InboxClient.connect(practice, therapist, { after: telephone.received.at(-1)?.cursor });
    await later.arrived(3);
    expect(later.places).toEqual([3, 4, 5]);
  });

  it('gets no more than it takes, and then the rest in order', async () => {
    const therapist = practice.member('therapist');
    await fill(therapist, 400, { size: 60_000 });
    const slow = await InboxClient.connect(practice, therapist, { acknowledges: () => false });
    const { engine } = slow.socket.io as unknown as { engine: { transport: { ws: { _socket: Json } } } };
    engine.transport.ws._socket.pause();
    const waiting = () => (serverSide(therapist)[0] as Json).conn.writeBuffer.length;
    await until('the connection is full', () => waiting() > 0);
    for (let look = 0; look < 20; look++) {
      expect(waiting()).toBeLessThanOrEqual(200);
      await pause(5);
    }
    expect(slow.received.length).toBeLessThan(400);
    engine.transport.ws._socket.resume();
    await slow.arrived(400);
    expect(slow.places).toEqual(from1to(400));
  });
});

describe('reading', () => {
  it('marks as read over the socket what is one’s own', async () => {
    const therapist = practice.member('therapist');
    const client = await InboxClient.connect(practice, therapist);
    await book(therapist);
    await client.arrived(1);
    const [{ id } = { id: '' }] = client.received;
    expect(await client.socket.emitWithAck('read-notification', id)).toEqual({ ok: true });
    expect((await inbox(therapist))[0].read).toBe(true);
    const stranger = await InboxClient.connect(practice, practice.member('therapist'));
    for (const wrong of [id, newId(), 'this one', 7, null, { id }]) {
      expect(await stranger.socket.emitWithAck('read-notification', wrong)).toMatchObject({
        ok: false,
        error: { code: 'NOTIFICATION_NOT_FOUND' },
      });
    }
  });
});
