import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { databaseForAll } from '#test/support/database.js';
import type { Caller } from '../testing/caller.js';
import { IdentityApplication, type Member } from '../testing/identity-application.js';

const database = databaseForAll();
let app: IdentityApplication;
/** The same over again: what one does must hold in the other. */
let otherProcess: IdentityApplication;
let accountId: string;
let admin: Caller & { member: Member };

beforeAll(async () => {
  [app, otherProcess] = await Promise.all([
    IdentityApplication.start(database.ownerUrl),
    IdentityApplication.start(database.ownerUrl),
  ]);
  accountId = await app.account();
  admin = await app.signedIn({ accountId, profile: { firstName: 'Ada', lastName: 'Admin' } });
});
afterAll(() => Promise.all([app.stop(), otherProcess.stop()]));

const USERS = '/api/v1/users';
const address = () => `${newId()}@example.test`;
const person = (more: object = {}) => ({ email: address(), password: 'a good password', ...more });
const as = (...roles: Role[]) => app.signedIn({ accountId, roles });
const elsewhere = async () => app.signedIn({ accountId: await app.account() });

describe('creating a user', () => {
  it('makes somebody who can sign in, and tells it', async () => {
    const { status, body } = await admin.post(
      USERS,
      person({
        email: 'New.Person@Example.test',
        profile: { firstName: 'New', birthDate: '1999-12-31' },
        roles: ['therapist'],
      }),
    );
    expect(status).toBe(201);
    expect(body.data).toMatchObject({
      email: 'new.person@example.test',
      profile: { firstName: 'New', lastName: null, birthDate: '1999-12-31' },
      roles: ['therapist'],
      active: true,
    });
    expect((await admin.get(`${USERS}/${body.data.id}`)).body.data).toEqual(body.data);
    expect((await app.signIn('new.person@example.test', 'a good password')).tokens).toBeDefined();
    expect(await app.eventsOf(body.data.id)).toEqual([
      { type: 'user.created', actor_id: admin.member.id, data: { userId: body.data.id, roles: ['therapist'] } },
    ]);
  });

  it('never shows the password or its hash', async () => {
    const { body } = await admin.post(USERS, person());
    expect(JSON.stringify(body)).not.toMatch(/password|argon2/i);
  });

  it('refuses a taken address in any case, also one of another account, with the same answer', async () => {
    const here = await admin.post(USERS, person({ email: admin.member.email.toUpperCase() }));
    const there = await admin.post(USERS, person({ email: (await elsewhere()).member.email }));
    for (const { status, body } of [here, there]) {
      expect(status).toBe(409);
      expect(body.error).toMatchObject({ code: 'USER_EMAIL_CONFLICT', message: here.body.error.message, details: {} });
    }
  });

  it('with one address, many times at once, makes one', async () => {
    const email = address();
    const answers = await Promise.all(Array.from({ length: 6 }, () => admin.post(USERS, person({ email }))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
  });

  it('names everything that is wrong', async () => {
    const { status, body } = await admin.post(USERS, {
      email: 'nobody',
      password: 'short',
      roles: ['king'],
      active: false,
      profile: { firstName: 7, accountId: newId() },
    });
    expect(status).toBe(422);
    expect(Object.keys(body.error.details.fields).sort()).toEqual([
      'active',
      'email',
      'password',
      'profile.accountId',
      'profile.firstName',
      'roles',
    ]);
  });

  it.each([{ profile: null }, { profile: [] }, { profile: 'x' }, { roles: null }, { roles: 'admin' }, { roles: [] }])(
    'refuses %o',
    async (wrong) => {
      expect((await admin.post(USERS, person(wrong))).status).toBe(422);
    },
  );

  it('refuses a birth date that is not in the calendar', async () => {
    const { body } = await admin.post(USERS, person({ profile: { birthDate: '2023-02-29' } }));
    expect(body.error.details.fields['profile.birthDate']).toHaveLength(1);
  });

  it('is for administrators, who give no reserved role', async () => {
    const { status } = await (await as('therapist', 'editor')).post(USERS, person());
    expect(status).toBe(403);
    const reserved = await admin.post(USERS, person({ roles: ['developer'] }));
    expect([reserved.status, reserved.body.error.code]).toEqual([403, 'PERMISSION_DENIED']);
    expect((await (await as('developer')).post(USERS, person({ roles: ['developer'] }))).status).toBe(201);
  });
});

describe('looking at users', () => {
  it('shows staff all of the account, patients themselves', async () => {
    const patient = await as('patient');
    const viewer = await as('viewer');
    expect((await viewer.get(`${USERS}/${patient.member.id}`)).status).toBe(200);
    expect((await patient.get(`${USERS}/${patient.member.id}`)).status).toBe(200);
    const hidden = await patient.get(`${USERS}/${viewer.member.id}`);
    expect([hidden.status, hidden.body.error.code]).toEqual([404, 'USER_NOT_FOUND']);
    const { body } = await patient.get(USERS);
    expect([body.count, body.results.map(({ id }: Member) => id)]).toEqual([1, [patient.member.id]]);
  });

  it('finds nobody of another account, on any route', async () => {
    const stranger = await elsewhere();
    const id = admin.member.id;
    const unknown = newId();
    for (const [method, path, body] of [
      ['GET', ''],
      ['GET', '/events'],
      ['PATCH', '', { profile: { firstName: 'Eve' } }],
      ['DELETE', ''],
    ] as const) {
      const foreign = await stranger.send(method, `${USERS}/${id}${path}`, body);
      const none = await stranger.send(method, `${USERS}/${unknown}${path}`, body);
      expect([foreign.status, foreign.body.error.code]).toEqual([404, 'USER_NOT_FOUND']);
      expect([none.status, none.body.error.message]).toEqual([404, foreign.body.error.message]);
    }
    expect((await stranger.get(USERS)).body.results.map((user: Member) => user.id)).toEqual([stranger.member.id]);
  });

  it('takes no id that is none', async () => {
    expect((await admin.get(`${USERS}/me`)).body.error.code).toBe('USER_NOT_FOUND');
  });

  it('gives each the actions that the caller has on it', async () => {
    const therapist = await as('therapist');
    const names = async (caller: Caller, { id }: Member) =>
      (await caller.get(`${USERS}/${id}`)).body.data.actions.map((action: { name: string }) => action.name);
    expect(await names(admin, therapist.member)).toEqual(['update', 'deactivate', 'events']);
    expect(await names(admin, admin.member)).toEqual(['update', 'events']);
    expect(await names(therapist, admin.member)).toEqual(['events']);
    expect(await names(admin, (await as('developer')).member)).toEqual(['events']);
  });
});

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

describe('the history of a user', () => {
  it('has the newest first and is for those who see the user', async () => {
    const patient = await as('patient');
    await admin.patch(`${USERS}/${patient.member.id}`, { profile: { firstName: 'Pia' } });
    for (const caller of [admin, patient]) {
      const { body } = await caller.get(`${USERS}/${patient.member.id}/events`);
      expect(body.results.map(({ type }: { type: string }) => type)).toEqual(['user.updated', 'user.registered']);
      expect(body.results[0].metadata).toMatchObject({ accountId, userId: admin.member.id });
    }
    expect((await patient.get(`${USERS}/${admin.member.id}/events`)).status).toBe(404);
  });
});

it('logs no address and no password', () => {
  const log = `${app.log.join('')}${otherProcess.log.join('')}`;
  expect(log).not.toMatch(/@example\.test|a good password/);
});
