import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actAs } from '#platform/context/acting.js';
import { newId } from '#platform/context/ids.js';
import { Purge } from '#platform/retention/purge.js';
import { RetentionCatalogue } from '#platform/retention/retention-catalogue.js';
import { TaskClient } from '#platform/tasks/task-client.js';
import { type Client, type Json, type Practice, practice } from '#test/support/practice.js';
import { purgeAccount } from './tasks/purge-account.task.js';
import { purgeAllAccounts } from './tasks/purge-all-accounts.task.js';
import { cancelledSession, deletedSession, eventsOf } from './testing/sessions-to-delete.js';

const DAY = 24 * 60 * 60 * 1000;
const HOLDS = '/api/v1/system/legal-holds';

let clinic: Practice;
let admin: Client;
let demo: string;

beforeAll(async () => {
  clinic = await practice();
  admin = await clinic.as('admin');
  demo = (await admin.get('/api/v1/account')).body.data.id;
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();
const preview = async (at: string): Promise<Json> => {
  const { status, body } = await admin.get(`/api/v1/system/retention/preview?at=${encodeURIComponent(at)}`);
  expect(status).toBe(200);
  return Object.fromEntries(body.data.types.map((type: Json) => [type.type, type]));
};
/** Through the real queue, in the account of the demo practice. */
const purge = (at: string) => {
  const actor = { userId: clinic.id('admin'), accountId: demo, roles: [] };
  return actAs(actor, () => clinic.app.get(TaskClient).runAndWait(purgeAccount, { at }, 15_000));
};
const hold = async (objectType: string, objectId: string, reason = 'Proceedings 4 O 12/26') => {
  const { status, body } = await admin.post(HOLDS, { objectType, objectId, reason });
  expect(body).toMatchObject({ success: true });
  expect(status).toBe(201);
  return body.data;
};
const stored = async (ids: readonly string[]): Promise<string[]> => {
  const found = 'select id from scheduling.therapy_session where id = any ($1::uuid[]) order by id';
  return (await clinic.owner.query(found, [ids])).rows.map(({ id }) => id);
};
const allStored = async (table: string): Promise<string[]> =>
  (await clinic.owner.query(`select id from ${table} where account_id = $1`, [demo])).rows.map(({ id }) => id);

describe('the purge', () => {
  it('deletes exactly what the preview said, and tells of each once', async () => {
    const kept = await cancelledSession(clinic);
    const [one, two, held] = [await deletedSession(clinic), await deletedSession(clinic), await deletedSession(clinic)];
    const { id: holdId } = await hold('therapy_session', held);
    await clinic.settled();
    const at = inDays(91);
    const said = await preview(at);
    expect(said.therapy_session).toMatchObject({ days: 90, purged: { count: 2, ids: [one, two] } });
    expect(said.therapy_session.kept).toMatchObject({ count: 1, objects: [{ id: held, holds: [{ id: holdId }] }] });
    expect(said.notification.purged.count).toBe(0);
    const before = await allStored('scheduling.therapy_session');
    expect(await purge(at)).toEqual({ purged: { therapy_session: 2, notification: 0 } });
    const after = await allStored('scheduling.therapy_session');
    expect(before.filter((id) => !after.includes(id)).sort()).toEqual([one, two].sort());
    expect(after).toEqual(expect.arrayContaining([kept, held]));
    for (const id of [one, two]) {
      const [told, ...more] = await eventsOf(clinic, 'therapy_session.purged', id);
      expect([told.data, more]).toEqual([{ objectId: id }, []]);
    }
    expect((await preview(at)).therapy_session.purged).toEqual({ count: 0, ids: [] });
  });

  it('leaves what is still within its window, to the day', async () => {
    const id = await deletedSession(clinic);
    await purge(inDays(89.99));
    expect(await stored([id])).toEqual([id]);
  });

  it('leaves nothing to restore or to see, but the history for who may view all of it', async () => {
    const id = await deletedSession(clinic);
    await clinic.owner.query(
      `insert into platform.object_grant (account_id, subject, permission, object_type, object_id, id)
       values ($1, 'role:viewer', 'scheduling.session.delete', 'therapy_session', $2, gen_random_uuid())`,
      [demo, id],
    );
    await purge(inDays(91));
    const path = `/api/v1/therapy-sessions/${id}`;
    expect((await admin.post(`${path}/restore`)).status).toBe(404);
    expect((await admin.get(path)).status).toBe(404);
    const history = await admin.get(`${path}/events`);
    const types = history.body.results.map(({ type }: Json) => type);
    expect(types).toEqual(expect.arrayContaining(['therapy_session.scheduled', 'therapy_session.purged']));
    const none = await admin.get(`${path}/events?type=of.no.kind`);
    expect([none.status, none.body.count]).toEqual([200, 0]);
    expect((await (await clinic.as('patient')).get(`${path}/events`)).status).toBe(404);
    expect((await admin.get(`/api/v1/therapy-sessions/${newId()}/events`)).status).toBe(404);
    expect((await clinic.owner.query('select from platform.object_grant where object_id = $1', [id])).rowCount).toBe(0);
  });

  it('keeps the charge, and drops what people were told of the session', async () => {
    const id = await cancelledSession(clinic);
    const patient = await clinic.as('patient');
    await patient.post('/api/v1/notifications/subscriptions', {
      eventType: 'therapy_session.started',
      objectType: 'therapy_session',
      objectId: id,
    });
    await clinic.settled();
    const about = async () =>
      (
        await clinic.owner.query(
          `select e.id, d.id as mail from notifications.inbox_entry e
           left join notifications.delivery d on d.notification_id = e.id where e.data->'target'->>'id' = $1`,
          [id],
        )
      ).rows;
    const told = await about();
    expect(told.filter(({ mail }) => mail)).not.toEqual([]);
    const { id: held } = told[0];
    await hold('notification', held);
    await admin.delete(`/api/v1/therapy-sessions/${id}`);
    await purge(inDays(91));
    await clinic.until('they are dropped', async () => (await about()).every((entry) => entry.id === held));
    expect(await about()).not.toEqual([]);
    for (const { id: dropped } of told.filter((entry) => entry.id !== held)) {
      expect(await eventsOf(clinic, 'notification.purged', dropped)).toHaveLength(1);
    }
    const { rows } = await clinic.owner.query(
      `select (select count(*)::int from billing.charge where session_id = $1) as charges,
         (select count(*)::int from notifications.subscription where object_id = $1) as subscriptions`,
      [id],
    );
    expect(rows).toEqual([{ charges: 1, subscriptions: 0 }]);
  });

  it('lets notifications lapse by their age, with their mails, going on where it was cut short', async () => {
    await clinic.owner.query(
      `insert into notifications.inbox_entry (id, account_id, user_id, cursor, type, message, data, event_id, created_at)
       select gen_random_uuid(), $1, $2, 100000 + n, 'charge.opened', 'Charge opened.', '{}', gen_random_uuid(), now()
       from generate_series(1, 250) n`,
      [demo, clinic.id('patient')],
    );
    await clinic.settled();
    const at = inDays(366);
    const said = (await preview(at)).notification;
    const before = await allStored('notifications.inbox_entry');
    expect(said.purged.count).toBe(before.length - said.kept.count);
    const type = clinic.app.get(RetentionCatalogue).get('notification');
    const cutShort = () => clinic.app.get(Purge).batch(type, new Date(said.cutoff), 120);
    expect(await actAs({ userId: clinic.id('admin'), accountId: demo, roles: [] }, cutShort)).toBe(120);
    expect((await purge(at)).purged.notification).toBe(said.purged.count - 120);
    const after = await allStored('notifications.inbox_entry');
    for (const id of before.filter((each) => !after.includes(each))) {
      expect(await eventsOf(clinic, 'notification.purged', id)).toHaveLength(1);
    }
    const orphans = `select d.id from notifications.delivery d
      where not exists (select from notifications.inbox_entry e where e.id = d.notification_id)`;
    expect((await clinic.owner.query(orphans)).rows).toEqual([]);
  });

  it('goes by the days that the account has set', async () => {
    const id = await deletedSession(clinic);
    const set = (days: number | null) =>
      admin.patch('/api/v1/account', { retention: [{ objectType: 'therapy_session', days }] });
    expect((await set(5)).status).toBe(200);
    const said = await preview(inDays(6));
    expect(said.therapy_session).toMatchObject({ days: 5 });
    expect(said.therapy_session.purged.ids).toContain(id);
    expect((await set(null)).status).toBe(200);
    expect((await preview(inDays(6))).therapy_session.purged.ids).not.toContain(id);
  });

  it('is begun for every account', async () => {
    const { accounts } = await clinic.app.get(TaskClient).runAndWait(purgeAllAccounts, {}, 15_000);
    expect(accounts).toBe(2);
    await clinic.settled();
  });

  it('does nothing in an account that is deleted', async () => {
    const nowhere = { userId: clinic.id('admin'), accountId: newId(), roles: [] };
    const run = () => clinic.app.get(TaskClient).runAndWait(purgeAccount, { at: inDays(91) }, 15_000);
    expect(await actAs(nowhere, run)).toEqual({ purged: {} });
  });

  it('is previewed by default for the next night, and only by who may', async () => {
    const { body } = await admin.get('/api/v1/system/retention/preview');
    expect(body.data.at).toMatch(/T03:30:00\.000Z$/);
    expect(Date.parse(body.data.at) - Date.now()).toBeLessThanOrEqual(DAY);
    expect((await admin.get('/api/v1/system/retention/preview?at=tomorrow')).status).toBe(422);
    expect((await (await clinic.as('therapist')).get('/api/v1/system/retention/preview')).status).toBe(403);
    const asked = await admin.graphql(
      '{ retentionPreview { at types { type days cutoff purged { count ids } kept { count objects { id holds { id reason } } } } } }',
    );
    expect(asked.body.errors).toBeUndefined();
    expect(asked.body.data.retentionPreview).toMatchObject({ at: body.data.at });
  });
});

describe('a legal hold', () => {
  it('keeps what it is on, whatever its window, until it is lifted', async () => {
    const id = await deletedSession(clinic);
    const first = await hold('therapy_session', id);
    const second = await hold('therapy_session', id, 'A second case');
    await purge(inDays(30_000));
    await admin.delete(`${HOLDS}/${first.id}`);
    await purge(inDays(30_000));
    expect(await stored([id])).toEqual([id]);
    await admin.delete(`${HOLDS}/${second.id}`);
    await purge(inDays(30_000));
    expect(await stored([id])).toEqual([]);
  });

  it('on a user keeps all that the user is a party of', async () => {
    const [jonas, lena] = [
      await deletedSession(clinic, { patientId: clinic.id('jonas') }),
      await deletedSession(clinic, { patientId: clinic.id('lena') }),
    ];
    const { id: holdId } = await hold('user', clinic.id('jonas'));
    const { kept } = (await preview(inDays(91))).therapy_session;
    expect(kept.objects).toContainEqual(
      expect.objectContaining({ id: jonas, holds: [expect.objectContaining({ id: holdId, objectType: 'user' })] }),
    );
    await purge(inDays(91));
    expect(await stored([jonas, lena])).toEqual([jonas]);
    await admin.delete(`${HOLDS}/${holdId}`);
    await purge(inDays(91));
    expect(await stored([jonas])).toEqual([]);
  });

  it('is told when placed and when lifted, and stays on record', async () => {
    const id = await cancelledSession(clinic);
    const placed = await hold('therapy_session', id);
    expect(placed).toMatchObject({ objectId: id, placedBy: clinic.id('admin'), active: true, liftedAt: null });
    expect(placed.actions.map(({ name }: Json) => name)).toEqual(['view', 'events', 'lift']);
    const lifted = await admin.delete(`${HOLDS}/${placed.id}`);
    expect(lifted.body.data).toMatchObject({ active: false, liftedBy: clinic.id('admin') });
    expect((await admin.delete(`${HOLDS}/${placed.id}`)).body.error.code).toBe('LEGAL_HOLD_LIFTED_CONFLICT');
    const history = await admin.get(`${HOLDS}/${placed.id}/events`);
    const told = history.body.results.map(({ type, data, metadata }: Json) => [type, data, metadata.actionObject]);
    const facts = [
      { holdId: placed.id, objectType: 'therapy_session', objectId: id },
      { type: 'therapy_session', id },
    ];
    expect(told).toEqual([
      ['legal_hold.lifted', ...facts],
      ['legal_hold.placed', ...facts],
    ]);
    const listed = await admin.get(`${HOLDS}?objectId=${id}&active=false`);
    expect(listed.body.results).toEqual([expect.objectContaining({ id: placed.id, reason: 'Proceedings 4 O 12/26' })]);
  });

  it('is for owners and administrators, on what there is in their account', async () => {
    const objectId = await cancelledSession(clinic);
    const body = { objectType: 'therapy_session', objectId, reason: 'r' };
    for (const name of ['reception', 'therapist', 'patient'] as const) {
      expect((await (await clinic.as(name)).post(HOLDS, body)).status).toBe(403);
      expect((await (await clinic.as(name)).get(HOLDS)).status).toBe(403);
    }
    const other = await clinic.as('otherAdmin');
    expect((await other.post(HOLDS, body)).body.error.code).toBe('THERAPY_SESSION_NOT_FOUND');
    expect((await other.post(HOLDS, { ...body, objectType: 'user', objectId: clinic.id('jonas') })).status).toBe(404);
    const { id } = await hold('therapy_session', objectId);
    for (const path of [`${HOLDS}/${id}`, `${HOLDS}/${id}/events`]) expect((await other.get(path)).status).toBe(404);
    expect((await other.delete(`${HOLDS}/${id}`)).status).toBe(404);
    expect((await other.get(HOLDS)).body.results).toEqual([]);
    expect((await admin.post(HOLDS, { ...body, objectId: newId() })).status).toBe(404);
    const wrong = await admin.post(HOLDS, { ...body, objectType: 'weather' });
    expect([wrong.status, Object.keys(wrong.body.error.details.fields)]).toEqual([422, ['objectType']]);
  });

  it('is the same over GraphQL', async () => {
    const objectId = await cancelledSession(clinic);
    const placed = await admin.graphql(
      `mutation ($input: PlaceLegalHoldInput!) { placeLegalHold(input: $input) { id active reason placedAt actions { name } } }`,
      { input: { objectType: 'therapy_session', objectId, reason: 'Audit' } },
    );
    const { id } = placed.body.data.placeLegalHold;
    const listed = await admin.graphql(
      `{ legalHold(id: "${id}") { id events { type } }
         legalHolds(filter: { objectId: "${objectId}", active: "true" }) { items { id objectType liftedAt } count } }`,
    );
    expect(listed.body.data).toMatchObject({
      legalHold: { id, events: [{ type: 'legal_hold.placed' }] },
      legalHolds: { items: [{ id, objectType: 'therapy_session', liftedAt: null }], count: 1 },
    });
    const lifted = await admin.graphql(`mutation { liftLegalHold(id: "${id}") { active liftedBy } }`);
    expect(lifted.body.data.liftLegalHold).toEqual({ active: false, liftedBy: clinic.id('admin') });
    const refused = await (await clinic.as('therapist')).graphql(`{ legalHold(id: "${id}") { id } }`);
    expect(refused.body.errors[0].extensions.code).toBe('PERMISSION_DENIED');
  });
});
