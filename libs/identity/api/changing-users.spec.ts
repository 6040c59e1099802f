import { describe, expect, it } from 'vitest';
import type { Role } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import type { Caller } from '../testing/caller.js';
import type { IdentityApplication, Member } from '../testing/identity-application.js';
import { address, identityForAll } from '../testing/identity-for-all.js';

let app: IdentityApplication;
let otherProcess: IdentityApplication;
let accountId: string;
let admin: Caller & { member: Member };
identityForAll(
  async (identity) => {
    ({ app, accountId } = identity);
    otherProcess = identity.others[0] as IdentityApplication;
    admin = await app.signedIn({ accountId });
  },
  { processes: 2 },
);

const USERS = '/api/v1/users';
const as = (...roles: Role[]) => app.signedIn({ accountId, roles });
const elsewhere = async () => app.signedIn({ accountId: await app.account() });

describe('changing a user', () => {
  it('changes what is given and tells what it was', async () => {
    const { member } = await as('patient');
    const { status, body } = await admin.patch(`${USERS}/${member.id}`, {
      email: address(),
      profile: { lastName: 'Huber', birthPlace: 'Graz' },
    });
    expect([status, body.data.profile]).toMatchObject([
      200,
      { firstName: null, lastName: 'Huber', birthPlace: 'Graz' },
    ]);
    expect(body.data.updatedAt > body.data.createdAt).toBe(true);
    const again = await admin.patch(`${USERS}/${member.id}`, { profile: { birthPlace: null } });
    expect(again.body.data.profile).toMatchObject({ lastName: 'Huber', birthPlace: null });
    expect(await app.eventsOf(member.id)).toEqual([
      expect.objectContaining({ type: 'user.registered', actor_id: null }),
      {
        type: 'user.updated',
        actor_id: admin.member.id,
        data: { userId: member.id, changed: ['email', 'profile.lastName', 'profile.birthPlace'] },
      },
      expect.objectContaining({ data: { userId: member.id, changed: ['profile.birthPlace'] } }),
    ]);
  });

  it('that changes nothing tells nothing', async () => {
    const { member } = await as('patient');
    const { body } = await admin.get(`${USERS}/${member.id}`);
    const { email, profile, roles } = body.data;
    expect((await admin.patch(`${USERS}/${member.id}`, { email, profile, roles })).body.data).toEqual(body.data);
    expect(await app.eventsOf(member.id)).toHaveLength(1);
  });

  it('lets everybody change their own profile, and nothing else', async () => {
    const patient = await as('patient');
    const own = `${USERS}/${patient.member.id}`;
    expect((await patient.patch(own, { profile: { firstName: 'Pia' } })).status).toBe(200);
    expect((await patient.patch(own, { email: address() })).status).toBe(403);
    expect((await patient.patch(own, { roles: ['patient', 'admin'] })).status).toBe(403);
    expect((await patient.get(own)).body.data).toMatchObject({ profile: { firstName: 'Pia' }, roles: ['patient'] });
    expect((await patient.patch(`${USERS}/${admin.member.id}`, { profile: {} })).status).toBe(404);
    expect((await (await as('editor')).patch(own, { profile: { firstName: 'Eva' } })).status).toBe(403);
  });

  it('refuses fields that are nobody’s to set', async () => {
    const fields = {
      id: newId(),
      accountId: newId(),
      active: true,
      password: 'another one',
      version: 9,
      createdAt: 'now',
    };
    const { status, body } = await admin.patch(`${USERS}/${admin.member.id}`, fields);
    expect([status, Object.keys(body.error.details.fields)]).toEqual([422, Object.keys(fields)]);
  });

  it('keeps the address of somebody else free of it', async () => {
    const { member } = await as('patient');
    const { body } = await admin.patch(`${USERS}/${member.id}`, { email: (await elsewhere()).member.email });
    expect(body.error.code).toBe('USER_EMAIL_CONFLICT');
    expect((await admin.get(`${USERS}/${member.id}`)).body.data.email).toBe(member.email);
  });

  it('by several at once loses nothing', async () => {
    const { member } = await as('patient');
    const profiles = [{ firstName: 'A' }, { lastName: 'B' }, { birthPlace: 'C' }, { birthDate: '1970-01-01' }];
    const change = (profile: object) => admin.patch(`${USERS}/${member.id}`, { profile });
    const answers = await Promise.all(profiles.map(change));
    expect(answers.map(({ status, body }) => [status, body.error])).toEqual(profiles.map(() => [200, undefined]));
    const { body } = await admin.get(`${USERS}/${member.id}`);
    expect(body.data.profile).toMatchObject(Object.assign({}, ...profiles));
  });

  it('that takes a role away voids what was issued with it, in every process', async () => {
    const editor = await as('editor', 'viewer');
    const there = otherProcess.withTokensOf(editor);
    expect((await there.get('/api/v1/auth/me')).status).toBe(200);
    await admin.patch(`${USERS}/${editor.member.id}`, { roles: ['editor', 'viewer', 'therapist'] });
    expect((await there.get('/api/v1/auth/me')).status).toBe(200);
    await admin.patch(`${USERS}/${editor.member.id}`, { roles: ['viewer'] });
    expect((await there.get('/api/v1/auth/me')).status).toBe(401);
    const { status, body } = await app.nobody.post('/api/v1/auth/refresh', {
      refreshToken: editor.tokens?.refreshToken,
    });
    expect([status, body.data.user.roles]).toEqual([200, ['viewer']]);
  });
});

describe('deactivating a user', () => {
  it('ends all credentials with the next request, in every process', async () => {
    const therapist = await as('therapist');
    const there = otherProcess.withTokensOf(therapist);
    expect((await there.get('/api/v1/auth/me')).status).toBe(200);
    const { status, body } = await admin.delete(`${USERS}/${therapist.member.id}`);
    expect([status, body.data.active]).toEqual([200, false]);
    for (const caller of [there, therapist]) {
      for (const answer of [
        await caller.get('/api/v1/auth/me'),
        await caller.get(USERS),
        await caller.patch(`${USERS}/${therapist.member.id}`, { profile: { firstName: 'Still' } }),
        await caller.post('/api/v1/auth/logout'),
      ]) {
        expect(answer.status).toBe(401);
      }
    }
    const refreshed = await app.nobody.post('/api/v1/auth/refresh', { refreshToken: therapist.tokens?.refreshToken });
    expect(refreshed.status).toBe(401);
    expect((await app.eventsOf(therapist.member.id)).map(({ type }) => type)).toEqual([
      'user.registered',
      'user.deactivated',
    ]);
  });

  it('again changes nothing and tells nothing', async () => {
    const { member } = await as('viewer');
    const first = await admin.delete(`${USERS}/${member.id}`);
    const second = await admin.delete(`${USERS}/${member.id}`);
    expect([second.status, second.body.data]).toEqual([200, first.body.data]);
    expect(await app.eventsOf(member.id)).toHaveLength(2);
  });

  it('by several at once is told once', async () => {
    const { member } = await as('viewer');
    const answers = await Promise.all(Array.from({ length: 6 }, () => admin.delete(`${USERS}/${member.id}`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect((await app.eventsOf(member.id)).map(({ type }) => type)).toEqual(['user.registered', 'user.deactivated']);
  });

  it('is not for oneself, nor for who is no administrator', async () => {
    expect((await admin.delete(`${USERS}/${admin.member.id}`)).status).toBe(403);
    expect((await (await as('editor')).delete(`${USERS}/${admin.member.id}`)).status).toBe(403);
    expect((await admin.get('/api/v1/auth/me')).body.data.active).toBe(true);
  });
});

it('logs no address', () => {
  expect(`${app.log.join('')}${otherProcess.log.join('')}`).not.toContain('@example.test');
});
