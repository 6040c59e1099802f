import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { type Client, type Json, type Name, type Practice, practice } from '#test/support/practice.js';

let clinic: Practice;
let [admin, outsider, editor]: Client[] = [];
beforeAll(async () => {
  clinic = await practice();
  [admin, outsider, editor] = await Promise.all([clinic.as('admin'), clinic.as('jonas'), clinic.as('reception')]);
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

const GRANTS = '/api/v1/access/grants';
const SESSIONS = '/api/v1/therapy-sessions';
let day = 20;

/** A session of therapist and patient, in which Jonas does not take part. */
async function bookedSession(): Promise<Json> {
  for (;;) {
    const { status, body } = await (admin as Client).post(SESSIONS, clinic.booking({ inDays: day++ }));
    if (status === 201) return body.data;
    if (day > 60) throw new Error(JSON.stringify(body));
  }
}
const grant = (permission: string, objectType: string, objectId: string, subject = `user:${clinic.id('jonas')}`) =>
  (admin as Client).post(GRANTS, { subject, permission, objectType, objectId });
const sees = async (client: Client | undefined, id: string) => {
  const item = await client?.get(`${SESSIONS}/${id}`);
  const list = await client?.get(`${SESSIONS}?id=${id}`);
  const history = await client?.get(`/api/v1/events?targetType=therapy_session&targetId=${id}`);
  return [item?.status, list?.body.results.length, history?.status];
};
const nothing = [404, 0, 403];
const everything = [200, 1, 200];

describe('a grant', () => {
  it('shows one session, in item, list and history, until it is revoked', async () => {
    const [session, other] = [await bookedSession(), await bookedSession()];
    expect(await sees(outsider, session.id)).toEqual(nothing);
    const granted = await grant('scheduling.session.view', 'therapy_session', session.id);
    expect(granted.status).toBe(201);
    expect(granted.body.data).toMatchObject({
      subject: `user:${clinic.id('jonas')}`,
      permission: 'scheduling.session.view',
      grantedBy: clinic.id('admin'),
    });
    expect(await sees(outsider, session.id)).toEqual(everything);
    expect(await sees(outsider, other.id)).toEqual(nothing);
    const revoked = await admin?.delete(`${GRANTS}/${granted.body.data.id}`);
    expect(revoked?.status).toBe(200);
    expect(await sees(outsider, session.id)).toEqual(nothing);
    const told = await admin?.get(`/api/v1/events?targetType=therapy_session&targetId=${session.id}`);
    const types = told?.body.results.map(({ type }: Json) => type);
    expect(types.slice(0, 2)).toEqual(['access.revoked', 'access.granted']);
  });

  it('decides over actions, and over what is done', async () => {
    const { id } = await bookedSession();
    await grant('scheduling.session.view', 'therapy_session', id);
    const names = async () =>
      (await outsider?.get(`${SESSIONS}/${id}`))?.body.data.actions.map(({ name }: Json) => name);
    expect(await names()).toEqual(['view', 'events']);
    expect((await outsider?.post(`${SESSIONS}/${id}/cancel`))?.status).toBe(403);
    await grant('scheduling.session.schedule', 'therapy_session', id);
    expect(await names()).toEqual(['view', 'events', 'reschedule', 'cancel']);
    const graphql = await outsider?.graphql(
      'query ($id: ID!) { therapySession(id: $id) { actions { name } charge { id } } }',
      {
        id,
      },
    );
    expect(graphql?.body.data.therapySession).toEqual({
      actions: ['view', 'events', 'reschedule', 'cancel'].map((name) => ({ name })),
      charge: null,
    });
    expect((await outsider?.post(`${SESSIONS}/${id}/start`))?.status).toBe(403);
    expect((await outsider?.post(`${SESSIONS}/${id}/cancel`))?.status).toBe(200);
  });

  it('on a site holds for its sessions and their charges, and for booking there', async () => {
    const session = await bookedSession();
    await clinic.settled();
    const [mayBook, maySee, mayPay] = await Promise.all(
      ['scheduling.session.schedule', 'scheduling.session.view', 'billing.charge.view'].map((permission) =>
        grant(permission, 'site', session.siteId),
      ),
    );
    expect(await sees(outsider, session.id)).toEqual(everything);
    const charges = await outsider?.get(`/api/v1/billing/charges?sessionId=${session.id}`);
    expect(charges?.body.results).toHaveLength(1);
    const booked = await outsider?.post(SESSIONS, clinic.booking({ inDays: day++ }));
    expect(booked?.status).not.toBe(403);
    for (const { body } of [mayBook, maySee, mayPay] as Json[]) await admin?.delete(`${GRANTS}/${body.data.id}`);
    expect((await outsider?.post(SESSIONS, clinic.booking({ inDays: day++ })))?.status).toBe(403);
    expect((await outsider?.get(`/api/v1/billing/charges?sessionId=${session.id}`))?.body.results).toEqual([]);
  });

  it('to a role holds for all who have it, and never takes away', async () => {
    const { id } = await bookedSession();
    await grant('scheduling.session.view', 'therapy_session', id, 'role:patient');
    expect(await sees(outsider, id)).toEqual(everything);
    expect(await sees(editor, id)).toEqual(everything);
    expect(await sees(await clinic.as('therapist'), id)).toEqual(everything);
  });

  it('lets an object be watched and subscribed to, and ends with being revoked', async () => {
    const { id } = await bookedSession();
    const socket = await clinic.socket('jonas');
    const watch = () => socket.emitWithAck('watch', { type: 'therapy_session', id });
    const wish = { eventType: 'therapy_session.started', objectType: 'therapy_session', objectId: id };
    const subscribe = async () => (await outsider?.post('/api/v1/notifications/subscriptions', wish))?.status;
    expect([await watch(), await subscribe()]).toMatchObject([{ ok: false }, 404]);
    const { body } = await grant('scheduling.session.view', 'therapy_session', id);
    expect([await watch(), await subscribe()]).toMatchObject([{ ok: true }, 201]);
    const told: Json[] = [];
    socket.on('event', (event) => told.push(event));
    await grant('scheduling.session.conduct', 'therapy_session', id, 'role:viewer');
    const own = await grant('scheduling.session.schedule', 'therapy_session', id);
    await clinic.until('they are told', () => told.length > 0);
    // Not of what somebody else was granted.
    expect(told).toMatchObject([{ type: 'access.granted', data: { grantId: own.body.data.id } }]);

    await admin?.delete(`${GRANTS}/${body.data.id}`);
    const untold: unknown[] = [];
    socket.on('event', (event) => untold.push(event));
    expect((await admin?.post(`${SESSIONS}/${id}/start`))?.status).toBe(200);
    await clinic.settled();
    expect(await watch()).toMatchObject({ ok: false });
    expect(untold).toEqual([]);
    const inbox = await outsider?.get('/api/v1/notifications?type=therapy_session.started');
    expect(inbox?.body.results).toEqual([]);
  });

  it('to a group holds for its members, until they leave', async () => {
    const { id } = await bookedSession();
    const group = await admin?.post('/api/v1/groups', { name: `Deputies ${id}`, roles: [] });
    expect(group?.status).toBe(201);
    const members = `/api/v1/groups/${group?.body.data.id}/members`;
    await grant('scheduling.session.view', 'therapy_session', id, `group:${group?.body.data.id}`);
    expect(await sees(outsider, id)).toEqual(nothing);
    const joined = await fetch(new URL(`${members}/${clinic.id('jonas')}`, clinic.url), {
      method: 'PUT',
      headers: { authorization: `Bearer ${admin?.token}` },
    });
    expect(joined?.status).toBeLessThan(300);
    expect(await sees(outsider, id)).toEqual(everything);
    await admin?.delete(`${members}/${clinic.id('jonas')}`);
    expect(await sees(outsider, id)).toEqual(nothing);
  });

  it('tells the history of its object to those who see the object, and not to an API key that is for other things', async () => {
    const { id } = await bookedSession();
    const { body } = await grant('scheduling.session.view', 'therapy_session', id);
    const history = `${GRANTS}/${body.data.id}/events`;
    const withScopes = async (...scopes: string[]) => {
      const made = await admin?.post('/api/v1/auth/api-keys', { name: 'Grants', scopes });
      return fetch(clinic.url + history, { headers: { 'x-api-key': made?.body.data.key } });
    };
    expect((await admin?.get(history))?.status).toBe(200);
    expect((await withScopes('access.grant.view', 'scheduling.session.view')).status).toBe(200);
    expect((await withScopes('access.grant.view')).status).toBe(404);
  });

  it('made twice is one', async () => {
    const { id } = await bookedSession();
    const [first, second] = [
      await grant('scheduling.session.view', 'therapy_session', id),
      await grant('scheduling.session.view', 'therapy_session', id),
    ];
    expect(second.body.data).toEqual(first.body.data);
    const list = await admin?.get(`${GRANTS}?objectId=${id}&permission=scheduling.session.view`);
    expect(list?.body.results).toHaveLength(1);
    const told = await admin?.get(`/api/v1/events?type=access.granted&targetId=${id}&targetType=therapy_session`);
    expect(told?.body.results).toHaveLength(1);
  });
});

describe('granting', () => {
  it.each<[string, Record<string, unknown>, number, string]>([
    ['an unknown user', { subject: `user:${newId()}` }, 404, 'USER_NOT_FOUND'],
    ['an unknown group', { subject: `group:${newId()}` }, 404, 'GROUP_NOT_FOUND'],
    ['no such kind of subject', { subject: 'team:1' }, 422, 'VALIDATION_FAILED'],
    ['an unknown role', { subject: 'role:king' }, 422, 'VALIDATION_FAILED'],
    ['an unknown object', { objectId: newId() }, 404, 'THERAPY_SESSION_NOT_FOUND'],
    ['an unknown type', { objectType: 'ghost' }, 422, 'VALIDATION_FAILED'],
    ['what is not permitted on such objects', { permission: 'identity.user.create' }, 422, 'VALIDATION_FAILED'],
  ])('to or on %s is refused', async (_what, change, status, code) => {
    const { id } = await bookedSession();
    const wish = {
      subject: `user:${clinic.id('jonas')}`,
      permission: 'scheduling.session.view',
      objectType: 'therapy_session',
      objectId: id,
      ...change,
    };
    const answer = await admin?.post(GRANTS, wish);
    expect([answer?.status, answer?.body.error.code]).toEqual([status, code]);
  });

  it('of what one does not have oneself is refused', async () => {
    const { id } = await bookedSession();
    const key = await admin?.post('/api/v1/auth/api-keys', {
      name: 'Grants viewing',
      scopes: ['access.grant.manage', 'scheduling.session.view'],
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    });
    expect(key?.status).toBe(201);
    const byKey = (permission: string) =>
      clinic
        .anonymous()
        .post(
          GRANTS,
          { subject: 'role:viewer', permission, objectType: 'therapy_session', objectId: id },
          { 'x-api-key': key?.body.data.key },
        );
    expect((await byKey('scheduling.session.view')).status).toBe(201);
    expect((await byKey('scheduling.session.schedule')).status).toBe(403);
  });

  it('is for managers, and never reaches into another account', async () => {
    const { id } = await bookedSession();
    const wish = {
      subject: 'role:patient',
      permission: 'scheduling.session.view',
      objectType: 'therapy_session',
      objectId: id,
    };
    const asked = async (name: Name) => (await (await clinic.as(name)).post(GRANTS, wish)).status;
    expect(await asked('jonas')).toBe(403);
    expect(await asked('reception')).toBe(403);
    expect(await asked('otherAdmin')).toBe(404);
    const foreign = await admin?.post(GRANTS, { ...wish, subject: `user:${clinic.id('otherPatient')}` });
    expect(foreign?.status).toBe(404);
    const { body } = await grant('scheduling.session.view', 'therapy_session', id);
    const other = await clinic.as('otherAdmin');
    expect((await other.delete(`${GRANTS}/${body.data.id}`)).status).toBe(404);
    expect((await other.get(`${GRANTS}?objectId=${id}`)).body.results).toEqual([]);
  });
});

describe('explaining', () => {
  const explain = (userId: string, id: string, permission = 'scheduling.session.view') =>
    (admin as Client).get(
      `/api/v1/access/explain?objectType=therapy_session&objectId=${id}&permission=${permission}&userId=${userId}`,
    );

  it('names role, part and grants, with the way to them', async () => {
    const session = await bookedSession();
    const byRole = await explain(clinic.id('reception'), session.id);
    expect(byRole.body.data).toMatchObject({ allowed: true, because: [{ kind: 'role', role: 'editor' }] });
    const asParty = await explain(clinic.id('patient'), session.id);
    expect(asParty.body.data).toMatchObject({ allowed: true, because: [{ kind: 'party', role: 'patient' }] });
    const { body } = await grant('scheduling.session.view', 'site', session.siteId);
    const inherited = await explain(clinic.id('jonas'), session.id);
    const path = [
      { type: 'therapy_session', id: session.id },
      { type: 'site', id: session.siteId },
    ];
    expect(inherited.body.data.because).toMatchObject([{ kind: 'grant', grant: { id: body.data.id }, path }]);
    await admin?.delete(`${GRANTS}/${body.data.id}`);
    const missing = await explain(clinic.id('jonas'), session.id);
    expect(missing.body.data).toMatchObject({
      allowed: false,
      because: [],
      missing: { parties: ['therapist', 'patient'], grantOn: path },
    });
  });

  it('knows no foreign users and objects', async () => {
    const { id } = await bookedSession();
    expect((await explain(clinic.id('otherPatient'), id)).body.error.code).toBe('USER_NOT_FOUND');
    expect((await explain(clinic.id('jonas'), newId())).body.error.code).toBe('THERAPY_SESSION_NOT_FOUND');
    expect((await explain(clinic.id('jonas'), id, 'no.such')).status).toBe(422);
  });

  it('is offered by GraphQL as well, with granting and the catalogue', async () => {
    const { id } = await bookedSession();
    const input = {
      subject: `user:${clinic.id('jonas')}`,
      permission: 'scheduling.session.view',
      objectType: 'therapy_session',
      objectId: id,
    };
    const granted = await admin?.graphql(
      'mutation ($input: AccessGrantInput!) { grantAccess(input: $input) { id actions { name } } }',
      { input },
    );
    const grantId = granted?.body.data.grantAccess.id;
    const asked = await admin?.graphql(
      `query ($o: ID!, $u: ID!) {
        explainAccess(objectType: "therapy_session", objectId: $o, permission: "scheduling.session.view", userId: $u) {
          allowed because { kind grant { id } path { type } } missing { roles }
        }
        accessGrants(filter: { objectId: $o }) { count items { id } }
        accessPermissions { namespace permissions { name objectTypes } }
      }`,
      { o: id, u: clinic.id('jonas') },
    );
    expect(asked?.body.data).toMatchObject({
      explainAccess: { allowed: true, because: [{ kind: 'grant', grant: { id: grantId } }], missing: null },
      accessGrants: { count: 1, items: [{ id: grantId }] },
    });
    const scheduling = asked?.body.data.accessPermissions.find(({ namespace }: Json) => namespace === 'scheduling');
    const [view] = scheduling.permissions;
    expect([view.name, view.objectTypes.sort()]).toEqual(['scheduling.session.view', ['site', 'therapy_session']]);
    const revoked = await admin?.graphql('mutation ($id: ID!) { revokeAccess(id: $id) { id } }', { id: grantId });
    expect(revoked?.body.data.revokeAccess).toEqual({ id: grantId });
  });
});
