import { afterEach, describe, expect, it } from 'vitest';
import type { Role } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import type { Caller } from '../testing/caller.js';
import { Doors, ME } from '../testing/doors.js';
import { type IdentityApplication, type Member, PASSWORD } from '../testing/identity-application.js';
import { identityForAll } from '../testing/identity-for-all.js';

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
const doors = new Doors(() => app);
afterEach(() => {
  app.accounts.meanwhile = undefined;
  app.accounts.seats.clear();
});

const USERS = '/api/v1/users';
const as = (...roles: Role[]) => app.signedIn({ accountId, roles });
const deactivated = async (...roles: Role[]): Promise<Caller & { member: Member }> => {
  const user = await as(...roles);
  expect((await admin.delete(`${USERS}/${user.member.id}`)).status).toBe(200);
  return user;
};
const reactivate = ({ id }: Member, by: Caller = admin) => by.post(`${USERS}/${id}/reactivate`);
const told = async ({ id }: Member) => (await app.eventsOf(id)).filter(({ type }) => type === 'user.reactivated');
const names = ({ actions }: { actions: { name: string }[] }) => actions.map(({ name }) => name);

describe('a user who is reactivated', () => {
  it('may sign in again at once, in every process, and it is told', async () => {
    const { member } = await deactivated('therapist');
    const login = (where: IdentityApplication) =>
      where.nobody.post('/api/v1/auth/login', { email: member.email, password: PASSWORD });
    expect((await login(app)).status).toBe(401);
    const { status, body } = await reactivate(member);
    expect([status, body.data.active]).toEqual([200, true]);
    for (const where of [app, otherProcess]) {
      expect((await login(where)).status).toBe(200);
      expect((await (await where.signIn(member.email)).get(ME)).status).toBe(200);
    }
    const data = { userId: member.id, roles: ['therapist'] };
    expect(await told(member)).toEqual([{ type: 'user.reactivated', actor_id: admin.member.id, data }]);
  });

  it('gets nothing back of what deactivation ended', async () => {
    const user = await as('therapist');
    const { member } = user;
    const { key } = await doors.keyOf(user);
    const { cookie } = await doors.cookieOf(member.email);
    await app.sql(
      `insert into identity.one_time_token (id, account_id, purpose, user_id, email, expires_at)
       select gen_random_uuid(), $1, purpose, $2, $3, now() + interval '1 hour' from unnest($4::text[]) purpose`,
      [accountId, member.id, member.email, ['password_reset', 'email']],
    );
    await admin.delete(`${USERS}/${member.id}`);
    await reactivate(member);
    for (const where of [app, otherProcess]) {
      expect((await where.withTokensOf(user).get(ME)).status).toBe(401);
      const { refreshToken } = user.tokens ?? { refreshToken: '' };
      expect((await where.nobody.post('/api/v1/auth/refresh', { refreshToken })).status).toBe(401);
    }
    expect(await doors.me({ 'x-api-key': key })).toBe(401);
    expect(await doors.me({ cookie })).toBe(401);
    const open = 'select purpose from identity.one_time_token where user_id = $1 and used_at is null';
    expect(await app.sql(open, [member.id])).toEqual([]);
  });

  it('is offered to those who may, when there is something to reactivate', async () => {
    const { member } = await deactivated('patient');
    const seenBy = async (caller: Caller) => (await caller.get(`${USERS}/${member.id}`)).body.data;
    const { actions } = await seenBy(admin);
    expect(names({ actions })).toContain('reactivate');
    expect(names({ actions })).not.toContain('deactivate');
    expect(names(await seenBy(await as('therapist')))).not.toContain('reactivate');
    const { href, method } = actions.find(({ name }: { name: string }) => name === 'reactivate');
    expect([method, (await admin.post(href)).status]).toEqual(['POST', 200]);
    expect(names(await seenBy(admin))).not.toContain('reactivate');
  });

  it('is the same over GraphQL', async () => {
    const { member } = await deactivated('patient');
    const mutation = 'mutation ($id: ID!) { reactivateUser(id: $id) { id active actions { name } } }';
    const { reactivateUser } = (await admin.graphql(mutation, { id: member.id })).data;
    expect([reactivateUser.id, reactivateUser.active]).toEqual([member.id, true]);
    expect(names(reactivateUser)).toContain('deactivate');
    const { errors } = await (await as('therapist')).graphql(mutation, { id: member.id });
    expect(errors[0].extensions.code).toBe('PERMISSION_DENIED');
  });

  it('is so once, however often it is asked for at once', async () => {
    const { member } = await deactivated('therapist');
    const answers = await Promise.all(Array.from({ length: 6 }, () => reactivate(member)));
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(await told(member)).toHaveLength(1);
    expect((await reactivate(member)).status).toBe(200);
    expect(await told(member)).toHaveLength(1);
  });

  it('is not so for who may not', async () => {
    const { member } = await deactivated('patient');
    for (const role of ['therapist', 'editor', 'viewer'] as const) {
      expect((await reactivate(member, await as(role))).status).toBe(403);
    }
    const foreigner = await app.signedIn({ accountId: await app.account() });
    expect((await reactivate(member, foreigner)).body.error.code).toBe('USER_NOT_FOUND');
    expect((await reactivate({ ...member, id: newId() })).body.error.code).toBe('USER_NOT_FOUND');
    expect(await told(member)).toEqual([]);
  });

  it('is not so by who could not have deactivated them', async () => {
    const developer = await as('developer');
    const { member } = await as('developer');
    expect((await developer.delete(`${USERS}/${member.id}`)).status).toBe(200);
    expect((await reactivate(member)).body.error).toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(names((await admin.get(`${USERS}/${member.id}`)).body.data)).not.toContain('reactivate');
    expect((await reactivate(member, developer)).status).toBe(200);
  });
});

describe('the seat of a user who is reactivated', () => {
  it('is one that the plan has left: of several who come back at once, as many do', async () => {
    const users = await Promise.all([1, 2, 3].map(() => deactivated('therapist')));
    app.accounts.seats.set(accountId, 1);
    const answers = await Promise.all(users.map(({ member }) => reactivate(member)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const refused = answers.find(({ status }) => status === 409)?.body.error;
    expect(refused.code).toBe('PLAN_LIMIT_CONFLICT');
    const active = await app.sql('select active from identity.user where id = any ($1)', [
      users.map(({ member }) => member.id),
    ]);
    expect(active.filter((user) => user.active)).toHaveLength(1);
  });

  it('is kept for the roles that they have by then', async () => {
    const { member } = await deactivated('patient');
    const asked: (readonly Role[])[] = [];
    app.accounts.meanwhile = async (roles) => {
      asked.push(roles);
      if (asked.length > 1) return;
      await app.sql(`update identity.user set roles = '{therapist}' where id = $1`, [member.id]);
    };
    expect((await reactivate(member)).status).toBe(200);
    expect(asked).toEqual([['patient'], ['therapist']]);
    expect((await told(member)).map(({ data }) => data)).toEqual([{ userId: member.id, roles: ['therapist'] }]);
  });

  it('is not asked for by who may not reactivate, nor for who is active', async () => {
    const [{ member }, active, viewer] = [await deactivated('therapist'), await as('patient'), await as('viewer')];
    app.accounts.meanwhile = () => Promise.reject(new Error('asked'));
    expect((await reactivate(member, viewer)).status).toBe(403);
    expect((await reactivate(active.member)).status).toBe(200);
  });
});
