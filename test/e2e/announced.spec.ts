import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { type Client, type Json, type Practice, practice } from '#test/support/practice.js';

let clinic: Practice;
let reception: Client;
let patient: Client;
let admin: Client;

beforeAll(async () => {
  clinic = await practice();
  [reception, patient, admin] = await Promise.all([clinic.as('reception'), clinic.as('patient'), clinic.as('admin')]);
  await clinic.settled();
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

/** Collects what arrives at a socket, acknowledging all of it. */
function collect(socket: Socket): Json[] {
  const received: Json[] = [];
  socket.on('notification', (notification: Json, acknowledge?: () => void) => {
    received.push(notification);
    acknowledge?.();
  });
  return received;
}

const SCHEDULE = `mutation ($input: ScheduleTherapySessionInput!) {
  scheduleTherapySession(input: $input) {
    id status startsAt patient { id email profile { firstName } } therapist { id } charge { status } actions { name method href }
  }
}`;

describe('a session that is booked', () => {
  it.each([
    [
      'REST',
      (input: object, headers: Record<string, string>) => reception.post('/api/v1/therapy-sessions', input, headers),
      (body: Json) => body.data.id,
    ],
    [
      'GraphQL',
      (input: object, headers: Record<string, string>) =>
        reception.post('/graphql', { query: SCHEDULE, variables: { input } }, headers),
      (body: Json) => body.data.scheduleTherapySession.id,
    ],
  ])('over %s is charged, mailed and seen live, all under one correlation id', async (way, book, idOf) => {
    const sockets = [await clinic.socket('patient'), await clinic.socket('therapist')];
    const [atPatient = [], atTherapist = []] = sockets.map(collect);
    const correlationId = `corr-${newId()}`;
    const { status, body } = await book(clinic.booking({ inDays: way === 'REST' ? 60 : 61 }), {
      'x-correlation-id': correlationId,
    });
    expect(status).toBeLessThan(300);
    const sessionId = idOf(body);
    const ofSession = (received: Json[]) =>
      received.filter((notification) => JSON.stringify(notification).includes(sessionId));

    await clinic.until(
      'both have seen it live',
      () => ofSession(atPatient).length > 0 && ofSession(atTherapist).length > 0,
    );
    expect(ofSession(atPatient)[0]).toMatchObject({
      id: expect.any(String),
      type: 'therapy_session.scheduled',
      message: expect.any(String),
      timestamp: expect.stringMatching(/Z$/),
      cursor: expect.anything(),
    });

    await clinic.settled();
    const mails = (await clinic.mails()).filter((mail) =>
      mail.headers.some(({ key, value }) => key === 'x-correlation-id' && value === correlationId),
    );
    expect(mails.map((mail) => mail.to?.[0]?.address).toSorted()).toEqual(['patient@demo.test', 'therapist@demo.test']);
    for (const mail of mails) {
      expect(mail.html).toBeTruthy();
      expect(mail.text).toBeTruthy();
      expect(mail.attachments.some(({ mimeType }) => mimeType === 'text/calendar')).toBe(true);
    }

    const history = await admin.get(`/api/v1/events?correlationId=${correlationId}&pageSize=100`);
    const types = history.body.results.map((event: Json) => event.type);
    expect(types).toEqual(expect.arrayContaining(['therapy_session.scheduled', 'charge.opened', 'notification.sent']));
    const mailed = history.body.results.filter(
      (event: Json) => event.type === 'notification.sent' && event.data.channel === 'mail',
    );
    expect(mailed).toHaveLength(2);
    expect(history.body.results.every((event: Json) => event.correlationId === correlationId)).toBe(true);

    const inbox = await patient.get('/api/v1/notifications');
    expect(JSON.stringify(inbox.body.results)).toContain(sessionId);
    for (const socket of sockets) socket.disconnect();
  });

  it('is the same thing over REST and GraphQL', async () => {
    const booked = await reception.post('/api/v1/therapy-sessions', clinic.booking({ inDays: 62 }));
    await clinic.settled();
    const { id } = booked.body.data;
    const { body } = await reception.graphql(
      `query ($id: ID!) { therapySession(id: $id) { id status startsAt endsAt patient { email } therapist { email } charge { status amount { amount currency } } events { type } actions { name method href } } }`,
      { id },
    );
    expect(body.errors).toBeUndefined();
    expect(body.data.therapySession).toMatchObject({
      id,
      status: 'scheduled',
      startsAt: booked.body.data.startsAt,
      endsAt: booked.body.data.endsAt,
      patient: { email: 'patient@demo.test' },
      therapist: { email: 'therapist@demo.test' },
      charge: { status: 'open', amount: { amount: '120.00', currency: 'EUR' } },
      actions: booked.body.data.actions,
    });
    expect(body.data.therapySession.events.map((event: Json) => event.type)).toContain('therapy_session.scheduled');
    const foreign = await (await clinic.as('otherAdmin')).graphql(
      'query ($id: ID!) { therapySession(id: $id) { id } }',
      { id },
    );
    expect(foreign.body.data).toEqual({ therapySession: null });
    expect(foreign.body.errors[0].extensions.code).toBe('THERAPY_SESSION_NOT_FOUND');
  });

  it('is told to everyone again when it is moved and cancelled', async () => {
    const booked = await reception.post('/api/v1/therapy-sessions', clinic.booking({ inDays: 63 }));
    const path = `/api/v1/therapy-sessions/${booked.body.data.id}`;
    await reception.post(`${path}/reschedule`, { startsAt: clinic.booking({ inDays: 64 }).startsAt });
    await reception.post(`${path}/cancel`, {});
    await clinic.settled();
    const { body } = await patient.get('/api/v1/notifications?pageSize=100');
    const told = body.results.filter((entry: Json) => JSON.stringify(entry).includes(booked.body.data.id));
    expect(told.map((entry: Json) => entry.type).toSorted()).toEqual([
      'therapy_session.cancelled',
      'therapy_session.rescheduled',
      'therapy_session.scheduled',
    ]);
  });
});

describe('a reaction that is broken on purpose', () => {
  it('hurts nobody else, ends as a dead letter, and is replayed to success', async () => {
    await clinic.owner.query(`update billing.price set session_type = 'couple-hidden' where session_type = 'couple'`);
    const broken = await reception.post(
      '/api/v1/therapy-sessions',
      clinic.booking({ inDays: 70, sessionType: 'couple' }),
    );
    const fine = await reception.post('/api/v1/therapy-sessions', clinic.booking({ inDays: 71 }));
    await clinic.settled();
    const chargesOf = async (answer: Json) =>
      (await admin.get(`/api/v1/billing/charges?sessionId=${answer.body.data.id}`)).body;
    expect((await chargesOf(fine)).count).toBe(1);
    expect((await chargesOf(broken)).count).toBe(0);
    const inbox = await patient.get('/api/v1/notifications?pageSize=100');
    expect(JSON.stringify(inbox.body)).toContain(broken.body.data.id);

    const letters = await admin.get('/api/v1/system/dead-letters');
    const letter = letters.body.results.find((each: Json) => each.target === `therapy_session:${broken.body.data.id}`);
    expect(letter).toMatchObject({
      reaction: 'billing.settle-charge-when-session-changes',
      eventType: 'therapy_session.scheduled',
      error: { code: 'PRICE_MISSING' },
    });
    const failed = await admin.get(`/api/v1/events?type=event.processing.failed&targetId=${broken.body.data.id}`);
    expect(failed.body.results[0].data).toMatchObject({ reaction: letter.reaction, attempts: letter.attempts });

    await clinic.owner.query(`update billing.price set session_type = 'couple' where session_type = 'couple-hidden'`);
    const replay = letter.actions.find(({ name }: Json) => name === 'replay');
    expect((await admin.post(replay.href)).body.data).toEqual({ replayed: 1 });
    await clinic.settled();
    expect((await chargesOf(broken)).count).toBe(1);
    expect((await admin.get(`/api/v1/system/dead-letters/${letter.id}`)).status).toBe(404);
  });

  it('is shown to those who may see dead letters only', async () => {
    const { status, body } = await patient.get('/api/v1/system/dead-letters');
    expect([status, body.error.code]).toEqual([403, 'PERMISSION_DENIED']);
  });
});
