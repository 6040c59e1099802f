import { describe, expect, it } from 'vitest';
import type { Role } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import type { Caller } from '../testing/caller.js';
import type { IdentityApplication, Member } from '../testing/identity-application.js';
import { address, identityForAll } from '../testing/identity-for-all.js';

let app: IdentityApplication;
let accountId: string;
let admin: Caller & { member: Member };
identityForAll(async (identity) => {
  ({ app, accountId } = identity);
  admin = await app.signedIn({ accountId, profile: { firstName: 'Ada', lastName: 'Admin' } });
});

const USERS = '/api/v1/users';
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
    expect(await names(admin, therapist.member)).toEqual(['update', 'set-picture', 'deactivate', 'events']);
    expect(await names(admin, admin.member)).toEqual(['update', 'set-picture', 'events']);
    expect(await names(therapist, admin.member)).toEqual(['events']);
    expect(await names(admin, (await as('developer')).member)).toEqual(['events']);
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
  expect(app.log.join('')).not.toMatch(/@example\.test|a good password/);
});
