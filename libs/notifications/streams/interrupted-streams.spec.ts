import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { Admission } from '#platform/database/admission.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { LiveConnections } from '#platform/realtime/live-connections.js';
import { next } from '#platform/realtime/testing/socket-clients.js';
import { until } from '#test/support/until.js';
import { notificationSent } from '../contract/index.js';
import { from1to, InboxClient } from '../testing/inbox-client.js';
import { acknowledgedBy, fillInbox, hold } from '../testing/inbox-contents.js';
import { type Member, NotifiedPractice } from '../testing/notified-practice.js';
import { Acknowledgements } from './acknowledgements.js';

let practice: NotifiedPractice;
let patient: Member;

beforeAll(async () => {
  practice = await NotifiedPractice.start();
  patient = practice.member('patient');
});
afterAll(() => practice[Symbol.asyncDispose]());

const book = (therapist: Member, count = 1) => practice.book(patient, therapist, count);
const acknowledged = (member: Member) => acknowledgedBy(practice, member);
const fill = (member: Member, count: number, options = {}) => fillInbox(practice, member, count, options);

describe('resuming', () => {
  it('sends what was missed, in order, and then what is new', async () => {
    const therapist = practice.member('therapist');
    await fill(therapist, 250);
    const client = await InboxClient.connect(practice, therapist, { after: '0000000000000010' });
    await client.arrived(240);
    await book(therapist, 2);
    await client.arrived(242);
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
    await client.arrived(3);
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
    await client.arrived(2);
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
    await client.arrived(1);
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
    await client.arrived(2);
  });

  it('the stream looks again into an inbox that could not be read', async () => {
    const therapist = practice.member('therapist');
    await fill(therapist, 5);
    await practice.sql('alter table notifications.mailbox rename to unreachable');
    const client = await InboxClient.connect(practice, therapist);
    const inVain = await client.resume('0');
    await practice.sql('alter table notifications.unreachable rename to mailbox');
    expect(inVain.ok).toBe(false);
    await client.arrived(5);
    expect(client.places).toEqual(from1to(5));
  });

  it('the stream of a sign-in that has ended ends its connection when it looks into the inbox', async () => {
    const therapist = practice.member('therapist');
    const client = await InboxClient.connect(practice, therapist, { after: '0' });
    await book(therapist);
    await client.arrived(1);
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
    await client.arrived(3);
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
