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
      actions: [
        { name: 'view', method: 'GET', href: `${PATH}/${id}` },
        { name: 'events', method: 'GET', href: `${PATH}/${id}/events` },
        { name: 'delete', method: 'DELETE', href: `${PATH}/${id}` },
      ],
    });
    expect(await listOf(member)).toEqual([body.data]);
    expect((await practice.request(member, 'GET', `${PATH}/${id}`)).body.data).toEqual(body.data);
    const removed = await practice.request(member, 'DELETE', `${PATH}/${id}`);
    expect(removed).toMatchObject({ status: 200, body: { data: { id } } });
    expect(await listOf(member)).toEqual([]);
  });

  it('tells when it was made and that it was removed, once each', async () => {
    const member = practice.member('admin');
    const { id } = (await subscribe(member, onSession())).body.data;
    await subscribe(member, onSession());
    const data = {
      subscriptionId: id,
      userId: member.userId,
      eventType: 'therapy_session.started',
      objectType: 'therapy_session',
      objectId: session,
    };
    const { body } = await practice.request(member, 'GET', `${PATH}/${id}/events`);
    expect(body.results).toMatchObject([{ type: 'notification_subscription.created', data }]);
    await practice.request(member, 'DELETE', `${PATH}/${id}`);
    const told = await practice.sql(
      'select type, data from messaging.event where target_type = $1 and target_id = $2 order by position',
      ['notification_subscription', id],
    );
    expect(told).toEqual([
      { type: 'notification_subscription.created', data },
      { type: 'notification_subscription.deleted', data },
    ]);
    expect((await practice.request(member, 'GET', `${PATH}/${id}`)).status).toBe(404);
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
        for (const [method, path] of [
          ['GET', `${PATH}/${id}`],
          ['GET', `${PATH}/${id}/events`],
          ['DELETE', `${PATH}/${id}`],
        ] as const) {
          const answer = await practice.request(stranger, method, path);
          expect(answer).toMatchObject({ status: 404, body: { error: { code: 'SUBSCRIPTION_NOT_FOUND' } } });
        }
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

  it('to events that one may never know of is refused', async () => {
    const failures = { eventType: 'event.processing.failed' };
    for (const member of [patient, therapist]) {
      expect(await subscribe(member, failures)).toMatchObject({
        status: 403,
        body: { error: { code: 'PERMISSION_DENIED', details: { permission: 'platform.history.view' } } },
      });
    }
    expect((await subscribe(practice.member('admin'), failures)).status).toBe(201);
    // Of oneself.
    expect((await subscribe(practice.member('patient'), { eventType: 'user.locked' })).status).toBe(201);
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
          actions: ['view', 'events', 'delete'].map((name) => ({ name })),
        },
      ],
    });
    const { eventSubscription } = await practice.graphql(
      member,
      `{ eventSubscription(id: "${made.id}") { objectId events { type } } }`,
    );
    expect(eventSubscription).toEqual({
      objectId: session,
      events: [{ type: 'notification_subscription.created' }],
    });
    await practice.graphql(member, `mutation { unsubscribeFromEvent(id: "${made.id}") { id } }`);
    expect(await listOf(member)).toEqual([]);
  });
});
