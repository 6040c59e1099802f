import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { type Json, type Member, NotifiedPractice } from '../testing/notified-practice.js';

const PATH = '/api/v1/notifications/subscriptions';

let practice: NotifiedPractice;
let patient: Member;
let therapist: Member;
let session: string;

beforeAll(async () => {
  practice = await NotifiedPractice.start();
  patient = practice.member('patient');
  therapist = practice.member('therapist');
  session = await practice.schedule(patient, therapist);
});
afterAll(() => practice[Symbol.asyncDispose]());

const subscribe = (member: Member, body: unknown) => practice.request(member, 'POST', PATH, body);
const listOf = async (member: Member) => (await practice.request(member, 'GET', PATH)).body.results;
const onSession = () => ({ eventType: 'therapy_session.started', objectType: 'therapy_session', objectId: session });

describe('a subscription', () => {
  it('to a type or to an object is made, listed and removed by its owner', async () => {
    const member = practice.member('therapist');
    const { status, body } = await subscribe(member, { eventType: 'therapy_session.cancelled' });
    const { id } = body.data;
    expect(status).toBe(201);
    expect(body.data).toEqual({
      id,
      eventType: 'therapy_session.cancelled',
      objectType: null,
      objectId: null,
      createdAt: expect.any(String),
      actions: [{ name: 'delete', method: 'DELETE', href: `${PATH}/${id}` }],
    });
    expect(await listOf(member)).toEqual([body.data]);
    const removed = await practice.request(member, 'DELETE', `${PATH}/${id}`);
    expect(removed).toMatchObject({ status: 200, body: { data: { id } } });
    expect(await listOf(member)).toEqual([]);
  });

  it('that is there already is the one that is there', async () => {
    const member = practice.member('admin');
    for (const wanted of [{ eventType: 'therapy_session.started' }, onSession()]) {
      const answers = await Promise.all([1, 2, 3].map(() => subscribe(member, wanted)));
      expect(new Set(answers.map(({ body }) => body.data.id)).size).toBe(1);
    }
    expect(await listOf(member)).toHaveLength(2);
  });

  it('of somebody else is not there', async () => {
    const { body } = await subscribe(therapist, onSession());
    const accountId = newId();
    await practice.admit(accountId);
    for (const stranger of [patient, practice.member('admin', { accountId })]) {
      for (const id of [body.data.id, newId(), 'that-one']) {
        const answer = await practice.request(stranger, 'DELETE', `${PATH}/${id}`);
        expect(answer).toMatchObject({ status: 404, body: { error: { code: 'SUBSCRIPTION_NOT_FOUND' } } });
      }
      expect(await listOf(stranger)).toEqual([]);
    }
    expect((await listOf(therapist)).map(({ id }: Json) => id)).toContain(body.data.id);
  });

  it('to what one may not see is not found, like what is not there', async () => {
    const stranger = practice.member('patient');
    for (const objectId of [session, newId()]) {
      const answer = await subscribe(stranger, { ...onSession(), objectId });
      expect(answer).toMatchObject({ status: 404, body: { error: { code: 'THERAPY_SESSION_NOT_FOUND' } } });
    }
    expect(await listOf(stranger)).toEqual([]);
  });

  it.each([
    ['without a type', {}, 'eventType'],
    ['to an unknown type', { eventType: 'moon.risen' }, 'eventType'],
    ['to notifications themselves', { eventType: 'notification.sent' }, 'eventType'],
    ['to an unknown type of object', { ...onSession(), objectType: 'moon', objectId: newId() }, 'objectType'],
    ['to a type of object only', { eventType: 'therapy_session.started', objectType: 'therapy_session' }, 'objectId'],
    ['to an id only', { eventType: 'therapy_session.started', objectId: newId() }, 'objectType'],
    ['to what is no id', { ...onSession(), objectId: 'all' }, 'objectId'],
    ['with more', { eventType: 'therapy_session.started', userId: newId() }, 'userId'],
  ])('%s is refused', async (_name, body, field) => {
    const answer = await subscribe(therapist, body);
    expect(answer.status).toBe(422);
    expect(Object.keys(answer.body.error.details.fields)).toEqual([field]);
  });

  it('beyond the 500th is refused', async () => {
    const member = practice.member('admin');
    await practice.sql(
      `insert into notifications.subscription (id, account_id, user_id, event_type, object_type, object_id, created_at)
       select gen_random_uuid(), $1, $2, 'charge.opened', 'therapy_session', gen_random_uuid(), now() from generate_series(1, 500)`,
      [member.accountId, member.userId],
    );
    const answer = await subscribe(member, onSession());
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'SUBSCRIPTION_LIMIT_CONFLICT' } } });
  });

  it('can be made, listed and removed over GraphQL', async () => {
    const member = practice.member('admin');
    const { subscribeToEvent: made } = await practice.graphql(
      member,
      `mutation { subscribeToEvent(input: { eventType: "therapy_session.started", objectType: "therapy_session", objectId: "${session}" }) { id objectId } }`,
    );
    expect(made.objectId).toBe(session);
    const { eventSubscriptions } = await practice.graphql(
      member,
      '{ eventSubscriptions { count items { id eventType objectType actions { name } } } }',
    );
    expect(eventSubscriptions).toEqual({
      count: 1,
      items: [
        {
          id: made.id,
          eventType: 'therapy_session.started',
          objectType: 'therapy_session',
          actions: [{ name: 'delete' }],
        },
      ],
    });
    await practice.graphql(member, `mutation { unsubscribeFromEvent(id: "${made.id}") { id } }`);
    expect(await listOf(member)).toEqual([]);
  });
});
