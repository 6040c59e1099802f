import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Delivery } from '#platform/messaging/delivery.js';
import { sessionCompleted, sessionRescheduled } from '#scheduling/contract/index.js';
import { until } from '#test/support/until.js';
import { type Json, type Member, NotifiedPractice } from '../testing/notified-practice.js';

const REACTION = 'notifications.tell-participants-when-session-changes';

let practice: NotifiedPractice;
let patient: Member;
let therapist: Member;

beforeAll(async () => {
  practice = await NotifiedPractice.start();
  patient = practice.member('patient', { displayName: 'Paula Reimann' });
  therapist = practice.member('therapist', { displayName: 'Tom Sievers' });
});
afterAll(() => practice[Symbol.asyncDispose]());

const inbox = ({ userId }: Member, sessionId: string) =>
  practice.sql<Json>(
    `select * from notifications.inbox_entry where user_id = $1 and data->>'sessionId' = $2 order by cursor`,
    [userId, sessionId],
  );
const deliveries = (sessionId: string) =>
  practice.sql<Json>(`select * from notifications.delivery where facts->>'sessionId' = $1`, [sessionId]);
const settled = (sessionId: string, mails: number) =>
  until('the mails are sent', async () => {
    const all = await deliveries(sessionId);
    return all.length === mails && all.every(({ state }) => state === 'sent');
  });
const told = async (sessionId: string, times = 1) => {
  await until('both are told', async () => {
    const both = await Promise.all([patient, therapist].map((each) => inbox(each, sessionId)));
    return both.every((entries) => entries.length === times);
  });
};
const lastMessages = async (sessionId: string) =>
  Promise.all([patient, therapist].map(async (each) => (await inbox(each, sessionId)).at(-1).message));
/** What the mail files hold of a session, by recipient. */
const mailsTo = async (member: Member, words: string) =>
  (await practice.mails()).filter(({ to, text }) => to?.[0]?.address === member.email && text?.includes(words));

describe('a session that is booked', () => {
  it('is told to patient and therapist, in words of their own and with the time of the site', async () => {
    const id = await practice.schedule(patient, therapist);
    await told(id);
    expect(await lastMessages(id)).toEqual([
      'Your appointment with Tom Sievers is booked for Tuesday 2 March 2027 at 09:00, Riverside.',
      'Your appointment with Paula Reimann is booked for Tuesday 2 March 2027 at 09:00, Riverside.',
    ]);
    const [entry] = await inbox(patient, id);
    expect(entry).toMatchObject({ type: 'therapy_session.scheduled', read_at: null, account_id: practice.accountId });
    expect(entry.data).toMatchObject({ target: { type: 'therapy_session', id }, startsAt: '2027-03-02T08:00:00.000Z' });
  });

  it('is told by a mail to each, with the correlation of the request that booked it', async () => {
    const id = await practice.schedule(patient, therapist, {
      startsAt: '2027-04-06T08:00:00.000Z',
      endsAt: '2027-04-06T09:00:00.000Z',
    });
    await settled(id, 2);
    const [event] = await practice.sql<Json>('select * from messaging.event where target_id = $1', [id]);
    for (const [member, subject] of [
      [patient, 'Your appointment on Tuesday 6 April 2027 at 10:00'],
      [therapist, 'New appointment on Tuesday 6 April 2027 at 10:00'],
    ] as const) {
      const [mail, ...more] = await mailsTo(member, 'Tuesday 6 April 2027');
      expect(more).toEqual([]);
      expect(mail?.subject).toBe(subject);
      expect(mail?.headers.find(({ key }) => key === 'x-correlation-id')?.value).toBe(event.correlation_id);
      expect(mail?.attachments.map(({ filename }) => filename)).toContain('session.ics');
    }
  });

  it('is told as sent, once for each inbox and each mail', async () => {
    const id = await practice.schedule(patient, therapist);
    await settled(id, 2);
    const [event] = await practice.sql<Json>('select * from messaging.event where target_id = $1', [id]);
    const sent = (await practice.events('notification.sent')).filter(({ data }) => data.eventId === event.id);
    const entries = [...(await inbox(patient, id)), ...(await inbox(therapist, id))];
    const mails = await deliveries(id);
    const expected = entries.flatMap(({ id: target_id, user_id: userId, cursor }) => [
      {
        target_id,
        data: { deliveryId: target_id, userId, channel: 'inbox', eventId: event.id, cursor: Number(cursor) },
      },
      {
        target_id,
        data: {
          deliveryId: mails.find((mail) => mail.user_id === userId).id,
          userId,
          channel: 'mail',
          eventId: event.id,
        },
      },
    ]);
    expect(sent).toHaveLength(4);
    for (const each of expected) expect(sent).toContainEqual(expect.objectContaining(each));
    for (const each of sent) expect(each.correlation_id).toBe(event.correlation_id);
  });
});

describe('what becomes of a session', () => {
  it.each([
    [
      'moved',
      (id: string) =>
        practice.tell(therapist, sessionRescheduled, id, {
          ...practice.facts(id, { startsAt: '2027-03-28T07:00:00.000Z', endsAt: '2027-03-28T08:00:00.000Z' }),
          previousStartsAt: '2027-03-02T08:00:00.000Z',
          previousEndsAt: '2027-03-02T09:00:00.000Z',
        }),
      // The clocks have changed in the night before.
      'Your appointment with Tom Sievers has moved to Sunday 28 March 2027 at 09:00, Riverside.',
    ],
    [
      'completed',
      (id: string) =>
        practice.tell(therapist, sessionCompleted, id, {
          ...practice.facts(id),
          completedAt: '2027-03-02T09:00:00.000Z',
        }),
      'Your appointment with Tom Sievers on Tuesday 2 March 2027 at 09:00 is completed.',
    ],
    [
      'cancelled in time',
      (id: string) => practice.cancel(patient, id),
      'Your appointment with Tom Sievers on Tuesday 2 March 2027 at 09:00 is cancelled.',
    ],
    [
      'cancelled late',
      (id: string) => practice.cancel(patient, id, true),
      'Your appointment with Tom Sievers on Tuesday 2 March 2027 at 09:00 is cancelled. A late fee applies.',
    ],
  ])('is told when it is %s', async (_name, change, message) => {
    const id = await practice.schedule(patient, therapist);
    await change(id);
    await told(id, 2);
    expect((await lastMessages(id))[0]).toBe(message);
    await settled(id, 4);
  });
});

describe('telling the same event again', () => {
  it('tells nobody twice, neither in the inbox nor by mail', async () => {
    const id = await practice.schedule(patient, therapist);
    await settled(id, 2);
    const before = await Promise.all([inbox(patient, id), inbox(therapist, id), deliveries(id)]);
    const [event] = await practice.sql<Json>('select id from messaging.event where target_id = $1', [id]);
    const parked = () => practice.sql('select 1 from messaging.parked_event where event_id = $1', [event.id]);
    for (let time = 0; time < 3; time++) {
      await practice.app.get(Delivery).replay(REACTION, event.id);
      await until('it has been taken again', async () => (await parked()).length === 0);
    }
    expect(await Promise.all([inbox(patient, id), inbox(therapist, id), deliveries(id)])).toEqual(before);
    const sent = (await practice.events('notification.sent')).filter(({ data }) => data.eventId === event.id);
    expect(sent).toHaveLength(4);
    const tasks = await practice.sql('select 1 from messaging.task_outbox');
    expect(tasks).toEqual([]);
  });

  it('tells who was left out by a mishap', async () => {
    const id = await practice.schedule(patient, therapist);
    await settled(id, 2);
    await practice.sql(
      'delete from notifications.delivery where user_id = $1 and event_id in (select event_id from notifications.inbox_entry where user_id = $2)',
      [patient.userId, patient.userId],
    );
    await practice.sql(`delete from notifications.inbox_entry where user_id = $1 and data->>'sessionId' = $2`, [
      patient.userId,
      id,
    ]);
    const [event] = await practice.sql<Json>('select id from messaging.event where target_id = $1', [id]);
    await practice.app.get(Delivery).replay(REACTION, event.id);
    await told(id);
    await settled(id, 2);
  });
});

describe('somebody who is not active any more', () => {
  it('is not told, while the other one is', async () => {
    const gone = practice.member('patient');
    practice.deactivate(gone);
    const id = await practice.schedule(gone, therapist);
    await settled(id, 1);
    expect(await inbox(gone, id)).toEqual([]);
    expect(await inbox(therapist, id)).toHaveLength(1);
  });
});

describe('somebody who may not see the session any more', () => {
  it('is not told, in the inbox, by mail or live, while the other one is', async () => {
    const outsider = practice.member('therapist');
    const id = await practice.schedule(patient, outsider);
    await settled(id, 2);
    const socket = await practice.socket(outsider);
    const live: string[] = [];
    socket.on('notification', ({ data }: Json, acknowledge: () => void) => {
      live.push(data.sessionId);
      acknowledge();
    });
    practice.change(outsider, { roles: ['patient'] });
    await practice.cancel(patient, id);
    await settled(id, 3);
    // Where they take part in another way, they are told: all before has been told then, too.
    const own = await practice.schedule(outsider, therapist);
    await until('they are told of another', async () => live.includes(own));
    expect((await inbox(outsider, id)).map(({ type }) => type)).toEqual(['therapy_session.scheduled']);
    expect((await inbox(patient, id)).map(({ type }) => type)).toContain('therapy_session.cancelled');
    expect((await deliveries(id)).filter(({ user_id }) => user_id === outsider.userId)).toHaveLength(1);
    expect(live.filter((sessionId) => sessionId === id).length).toBeLessThanOrEqual(1);
  });
});

describe('places in an inbox', () => {
  it('are numbered without gaps and in the order of commits, whoever puts something into it', async () => {
    const [busy, others] = [practice.member('therapist'), [1, 2, 3, 4].map(() => practice.member('patient'))];
    const booked = others.flatMap((other) => Array.from({ length: 15 }, () => practice.schedule(other, busy)));
    await Promise.all(booked);
    const places = () =>
      practice.sql<Json>('select cursor from notifications.inbox_entry where user_id = $1 order by cursor', [
        busy.userId,
      ]);
    await until('all are told', async () => (await places()).length === booked.length);
    expect((await places()).map(({ cursor }) => Number(cursor))).toEqual(booked.map((_, at) => at + 1));
    const [mailbox] = await practice.sql<Json>('select last_cursor from notifications.mailbox where user_id = $1', [
      busy.userId,
    ]);
    expect(Number(mailbox.last_cursor)).toBe(booked.length);
  });
});
