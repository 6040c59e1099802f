import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chargeOpened } from '#billing/contract/index.js';
import { newId } from '#platform/context/ids.js';
import { eventProcessingFailed } from '#platform/messaging/platform-events.js';
import { sessionDeleted, sessionStarted } from '#scheduling/contract/index.js';
import { until } from '#test/support/until.js';
import { type Json, type Member, NotifiedPractice } from '../testing/notified-practice.js';

let practice: NotifiedPractice;
let patient: Member;
let therapist: Member;

beforeAll(async () => {
  practice = await NotifiedPractice.start();
  patient = practice.member('patient');
  therapist = practice.member('therapist');
});
afterAll(() => practice[Symbol.asyncDispose]());

const subscribe = async (member: Member, eventType: string, objectId?: string) => {
  const object = objectId ? { objectType: 'therapy_session', objectId } : {};
  const { status, body } = await practice.request(member, 'POST', '/api/v1/notifications/subscriptions', {
    eventType,
    ...object,
  });
  expect(status).toBe(201);
  return body.data.id as string;
};
const inbox = ({ userId }: Member) =>
  practice.sql<Json>('select * from notifications.inbox_entry where user_id = $1 order by cursor', [userId]);
const start = (sessionId: string) =>
  practice.tell(therapist, sessionStarted, sessionId, {
    ...practice.facts(sessionId),
    startedAt: '2027-03-02T08:00:00.000Z',
  });
/** Whoever subscribed to all is told last of what was told before. */
const caughtUp = async (marker: string) => {
  const witness = practice.member('admin');
  await subscribe(witness, 'therapy_session.started');
  await start(marker);
  await until('the witness is told', async () => (await inbox(witness)).some(({ data }) => data.target.id === marker));
};

describe('who has subscribed to a type of event', () => {
  it('is told of each, with a label and what it was about', async () => {
    const admin = practice.member('admin');
    await subscribe(admin, 'therapy_session.started');
    const session = await practice.schedule(patient, therapist);
    await start(session);
    await until('the administrator is told', async () => (await inbox(admin)).length === 1);
    const [entry] = await inbox(admin);
    expect(entry).toMatchObject({ type: 'therapy_session.started', message: 'Therapy session started.' });
    expect(entry.data).toEqual({ eventId: entry.event_id, target: { type: 'therapy_session', id: session } });
    expect(await practice.sql('select 1 from notifications.delivery where user_id = $1', [admin.userId])).toEqual([]);
  });

  it('is told only of what they may see when it happens', async () => {
    const [own, other] = [practice.member('therapist'), practice.member('therapist')];
    for (const each of [own, other]) await subscribe(each, 'therapy_session.started');
    const session = await practice.schedule(patient, own);
    await start(session);
    await caughtUp(await practice.schedule(patient, therapist));
    expect((await inbox(own)).map(({ type }) => type)).toContain('therapy_session.started');
    expect(await inbox(other)).toEqual([]);
  });

  it('is not told when they are not active any more', async () => {
    const admin = practice.member('admin');
    await subscribe(admin, 'therapy_session.started');
    practice.deactivate(admin);
    await caughtUp(await practice.schedule(patient, therapist));
    expect(await inbox(admin)).toEqual([]);
  });

  it('is not told of another account', async () => {
    const accountId = newId();
    await practice.admit(accountId);
    const stranger = practice.member('admin', { accountId });
    await subscribe(stranger, 'therapy_session.started');
    await caughtUp(await practice.schedule(patient, therapist));
    expect(await inbox(stranger)).toEqual([]);
  });

  it('is told of failures of the system’s own work, if they administer it', async () => {
    const [admin, demoted] = [practice.member('admin'), practice.member('admin')];
    for (const each of [admin, demoted]) await subscribe(each, 'event.processing.failed');
    practice.change(demoted, { roles: ['therapist'] });
    const session = await practice.schedule(patient, demoted);
    const failure = { originalEvent: {}, reaction: 'a.b', attempts: 6, error: { code: 'X', message: 'x' } };
    await practice.tell(admin, eventProcessingFailed, session, failure);
    await until('the administrator is told', async () => (await inbox(admin)).length === 1);
    expect((await inbox(demoted)).map(({ type }) => type)).not.toContain('event.processing.failed');
  });

  it('is told of what is out of everybody’s sight afterwards, if they may read the whole history', async () => {
    const [admin, host] = [practice.member('admin'), practice.member('therapist')];
    for (const each of [admin, host]) await subscribe(each, 'therapy_session.deleted');
    const session = await practice.schedule(patient, host);
    const facts = practice.facts(session);
    practice.world.sessions.delete(session);
    await practice.tell(admin, sessionDeleted, session, { ...facts, deletedAt: '2027-03-02T08:00:00.000Z' });
    await until('the administrator is told', async () => (await inbox(admin)).length === 1);
    expect((await inbox(host)).map(({ type }) => type)).not.toContain('therapy_session.deleted');
  });
});

describe('who has subscribed to an object', () => {
  it('is told of that one only', async () => {
    const admin = practice.member('admin');
    const [watched, other] = [await practice.schedule(patient, therapist), await practice.schedule(patient, therapist)];
    await subscribe(admin, 'charge.opened', watched);
    const amount = { amount: '120.00', currency: 'EUR' };
    for (const sessionId of [other, watched]) {
      await practice.tell(admin, chargeOpened, sessionId, { chargeId: newId(), sessionId, amount });
    }
    await until('the administrator is told', async () => (await inbox(admin)).length > 0);
    expect((await inbox(admin)).map(({ data }) => data.target.id)).toEqual([watched]);
  });

  it('and to the type as well is told once', async () => {
    const admin = practice.member('admin');
    const session = await practice.schedule(patient, therapist);
    await subscribe(admin, 'therapy_session.started');
    await subscribe(admin, 'therapy_session.started', session);
    await start(session);
    await caughtUp(await practice.schedule(patient, therapist));
    expect((await inbox(admin)).filter(({ data }) => data.target.id === session)).toHaveLength(1);
  });
});

describe('a participant who has subscribed, too', () => {
  it('is told once and as participant, even when that comes later', async () => {
    const [keen, admin] = [practice.member('patient'), practice.member('admin')];
    for (const each of [keen, admin]) await subscribe(each, 'therapy_session.scheduled');
    const subscribersAreTold = Promise.withResolvers<void>();
    practice.world.beforePeople = async (ids) => {
      if (ids.includes(therapist.userId)) await subscribersAreTold.promise;
    };
    const session = await practice.schedule(keen, therapist);
    await until('the administrator is told', async () => (await inbox(admin)).length === 1);
    practice.world.beforePeople = async () => undefined;
    subscribersAreTold.resolve();
    await until('the participants are told', async () =>
      (await inbox(therapist)).some(({ data }) => data.sessionId === session),
    );
    expect((await inbox(keen)).map(({ message }) => message)).toEqual([expect.stringContaining('is booked for')]);
  });

  it('is told as subscriber of what participants are not told', async () => {
    const keen = practice.member('patient');
    await subscribe(keen, 'therapy_session.started');
    await start(await practice.schedule(keen, therapist));
    await until('both were told', async () => (await inbox(keen)).length === 2);
  });
});
