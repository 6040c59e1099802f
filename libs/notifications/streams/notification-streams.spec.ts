import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { Admission } from '#platform/database/admission.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { EventTail } from '#platform/messaging/event-tail.js';
import { LiveConnections } from '#platform/realtime/live-connections.js';
import { next } from '#platform/realtime/testing/socket-clients.js';
import { until } from '#test/support/event-lab.js';
import { notificationSent } from '../contract/index.js';
import { InboxHints } from '../model/inbox-hints.js';
import { InboxClient } from '../testing/inbox-client.js';
import { acknowledgedBy, fillInbox, hold, inboxOf } from '../testing/inbox-contents.js';
import { type Json, type Member, NotifiedPractice } from '../testing/notified-practice.js';
import { Acknowledgements } from './acknowledgements.js';

let practice: NotifiedPractice;
let patient: Member;

beforeAll(async () => {
  practice = await NotifiedPractice.start();
  patient = practice.member('patient');
});
afterAll(() => practice[Symbol.asyncDispose]());

const from1to = (last: number) => Array.from({ length: last }, (_, at) => at + 1);
const book = async (therapist: Member, count = 1) => {
  for (let n = 0; n < count; n++) await practice.schedule(patient, therapist);
};
const inbox = (member: Member) => inboxOf(practice, member);
const acknowledged = (member: Member) => acknowledgedBy(practice, member);
const fill = (member: Member, count: number, options = {}) => fillInbox(practice, member, count, options);
const arrived = (client: InboxClient, count: number) =>
  until(`${count} have arrived`, () => client.received.length >= count);
const serverSide = ({ userId }: Member) => practice.app.get(LiveConnections).in(`user:${userId}`);

describe('a connected client', () => {
  it('gets what is new at once, and says that it has it', async () => {
    const therapist = practice.member('therapist');
    const client = await InboxClient.connect(practice, therapist);
    await book(therapist, 3);
    await arrived(client, 3);
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
    for (const client of clients) await arrived(client, 1);
    for (const [at, { userId }] of [therapist, colleague].entries()) {
      expect(clients[at]?.received.map(({ data }) => data.therapistId)).toEqual([userId]);
    }
  });

  it('that never acknowledges gets all, and gets them again the next time', async () => {
    const therapist = practice.member('therapist');
    await fill(therapist, 450);
    const silent = await InboxClient.connect(practice, therapist, { acknowledges: () => false });
    await arrived(silent, 450);
    await book(therapist);
    await arrived(silent, 451);
    silent.cut();
    const again = await InboxClient.connect(practice, therapist);
    await arrived(again, 451);
    for (const client of [silent, again]) expect(client.places).toEqual(from1to(451));
  });

  it('gets again, when it comes back, only what it did not acknowledge', async () => {
    const therapist = practice.member('therapist');
    const first = await InboxClient.connect(practice, therapist, {
      acknowledges: ({ cursor }) => ![2, 4].includes(Number(cursor)),
    });
    await book(therapist, 5);
    await arrived(first, 5);
    // Not waiting for the acknowledgements to be stored: they must not be overtaken.
    first.socket.disconnect();
    const second = await InboxClient.connect(practice, therapist);
    await book(therapist);
    await arrived(second, 3);
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
    await arrived(first, 2);
    first.socket.disconnect();
    const second = await InboxClient.connect(practice, therapist);
    await held.keepsWaiting('acknowledged_at');
    // Long enough for the second connection to have begun, if it did not wait.
    await pause(300);
    expect(second.places).toEqual([]);
    await held.release();
    await book(therapist);
    await arrived(second, 1);
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
    await arrived(client, 5);
    await fill(therapist, 3, { after: 5 });
    const [eighth] = (await inbox(therapist)).slice(-1);
    const { id, type, message, data, created_at: createdAt } = eighth;
    const entry = { id, userId: therapist.userId, place: 8, type, message, data, createdAt };
    practice.app.get(InboxHints, { strict: false }).give([entry]);
    await arrived(client, 8);
    expect(client.places).toEqual(from1to(8));
  });

  it('on another device does not miss what the first one has acknowledged while it was away', async () => {
    const therapist = practice.member('therapist');
    const telephone = await InboxClient.connect(practice, therapist);
    await book(therapist, 2);
    await arrived(telephone, 2);
    telephone.cut();
    const laptop = await InboxClient.connect(practice, therapist);
    await book(therapist, 3);
    await arrived(laptop, 3);
    const later = await InboxClient.connect(practice, therapist, { after: telephone.received.at(-1)?.cursor });
    await arrived(later, 3);
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
    await arrived(slow, 400);
    expect(slow.places).toEqual(from1to(400));
  });
});

describe('resuming', () => {
  it('sends what was missed, in order, and then what is new', async () => {
    const therapist = practice.member('therapist');
    await fill(therapist, 250);
    const client = await InboxClient.connect(practice, therapist, { after: '0000000000000010' });
    await arrived(client, 240);
    await book(therapist, 2);
    await arrived(client, 242);
    expect(client.places).toEqual(from1to(252).slice(10));
  });

  it('is answered when what was missed has been sent, with the newest cursor', async () => {
    const therapist = practice.member('therapist');
    await fill(therapist, 30);
    const client = await InboxClient.connect(practice, therapist, { after: '30' });
    expect(await client.resume(20)).toEqual({ ok: true, head: '0000000000000030' });
    expect(client.places).toEqual(from1to(30).slice(20));
  });

  it('on the same connection sends again what the client has forgotten', async () => {
    const therapist = practice.member('therapist');
    await fill(therapist, 3);
    const client = await InboxClient.connect(practice, therapist, { after: '0' });
    await arrived(client, 3);
    await client.resume('0000000000000001');
    expect(client.places).toEqual([1, 2, 3, 2, 3]);
  });

  it('while what was not acknowledged is being read sends nothing from before its cursor', async () => {
    const therapist = practice.member('therapist');
    await fill(therapist, 3);
    await using held = await hold(practice, 'lock table notifications.mailbox in access exclusive mode');
    const client = await InboxClient.connect(practice, therapist);
    await held.keepsWaiting('notifications.mailbox');
    const resumed = client.resume('0000000000000002');
    await until('the server has it', () => client.socket.sendBuffer.length === 0);
    await pause(100);
    await held.release();
    expect((await resumed).ok).toBe(true);
    expect(client.places).toEqual([3]);
  });

  it('from a cursor of somebody else misses nothing that comes', async () => {
    const therapist = practice.member('therapist');
    const client = await InboxClient.connect(practice, therapist);
    expect(await client.resume('0000000000009999')).toEqual({ ok: true, head: '0000000000000000' });
    await book(therapist, 2);
    await arrived(client, 2);
    expect(client.places).toEqual([1, 2]);
  });

  it.each([[undefined], [null], [''], ['yesterday'], [-1], [1.5], ['1e3'], ['12345678901234567'], [{}], [['1']]])(
    'from %j is refused',
    async (after) => {
      const client = await InboxClient.connect(practice, practice.member('therapist'));
      expect(await client.resume(after)).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED' } });
    },
  );
});

describe('when something goes wrong', () => {
  it('the stream goes on after the database was away', async () => {
    const therapist = practice.member('therapist');
    const client = await InboxClient.connect(practice, therapist);
    await book(therapist);
    await arrived(client, 1);
    await practice.sql(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'praxis-app' and datname = current_database()`,
    );
    await until('it can be written again', () =>
      book(therapist).then(
        () => true,
        () => false,
      ),
    );
    await arrived(client, 2);
  });

  it('the stream looks again into an inbox that could not be read', async () => {
    const therapist = practice.member('therapist');
    await fill(therapist, 5);
    await practice.sql('alter table notifications.mailbox rename to unreachable');
    const client = await InboxClient.connect(practice, therapist);
    const inVain = await client.resume('0');
    await practice.sql('alter table notifications.unreachable rename to mailbox');
    expect(inVain.ok).toBe(false);
    await arrived(client, 5);
    expect(client.places).toEqual(from1to(5));
  });

  it('the stream of a sign-in that has ended ends its connection when it looks into the inbox', async () => {
    const therapist = practice.member('therapist');
    const client = await InboxClient.connect(practice, therapist, { after: '0' });
    await book(therapist);
    await arrived(client, 1);
    const gone = next(client.socket, 'disconnect');
    const { userId, accountId } = therapist;
    await practice.app
      .get(TenantDatabase)
      .forAccount(accountId)
      .write((tx) => Admission.voidSignIn(tx, therapist.signInId as string));
    const id = newId();
    const data = { deliveryId: id, userId, channel: 'inbox', eventId: id, cursor: 99 };
    await practice.tellOf(patient, notificationSent, { type: 'notification', id }, data);
    expect(await gone).toBe('io server disconnect');
  });

  it('what is acknowledged at the last moment is stored before the process ends', async () => {
    const own = await NotifiedPractice.start({ beside: practice });
    const therapist = practice.member('therapist');
    await fill(therapist, 3);
    const client = await InboxClient.connect(own, therapist, { after: '0', acknowledges: () => false });
    await arrived(client, 3);
    const { userId, accountId } = therapist;
    const [socket] = own.app.get(LiveConnections).in(`user:${userId}`);
    socket?.once('disconnect', () => {
      const acknowledgements = own.app.get(Acknowledgements, { strict: false });
      for (const place of from1to(3)) acknowledgements.add({ accountId, userId, place });
    });
    await own.app.close();
    expect(await acknowledged(therapist)).toEqual([1, 2, 3]);
    await own[Symbol.asyncDispose]();
  });
});

describe('reading', () => {
  it('marks as read over the socket what is one’s own', async () => {
    const therapist = practice.member('therapist');
    const client = await InboxClient.connect(practice, therapist);
    await book(therapist);
    await arrived(client, 1);
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
