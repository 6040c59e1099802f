import { describe, expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { runInContext } from '#platform/context/request-context.js';
import { until } from '#test/support/until.js';
import { PeopleOfAccount } from '../queries/people-of-account.js';
import { type IdentityApplication } from '../testing/identity-application.js';
import { identityForAll } from '../testing/identity-for-all.js';

let app: IdentityApplication;
let accountId: string;
let admin: Awaited<ReturnType<typeof app.signedIn>>;
identityForAll(async (identity) => {
  ({ app, accountId } = identity);
  admin = await app.signedIn({ accountId });
});

const GROUPS = '/api/v1/groups';
const put = (url: string) => admin.send('PUT' as never, url);
const eventsOn = (id: string) =>
  app.sql<{ type: string; actor_id: string; data: object }>(
    'select type, actor_id, data from messaging.event where target_id = $1 order by position',
    [id],
  );
async function group(wanted: object = {}): Promise<string> {
  const answer = await admin.post(GROUPS, { name: `Group ${newId()}`, ...wanted });
  expect(answer.status).toBe(201);
  return answer.body.data.id;
}
const rolesOf = async (email: string): Promise<string[]> => {
  const { tokens } = await app.signIn(email);
  return JSON.parse(Buffer.from(tokens?.accessToken.split('.')[1] ?? '', 'base64url').toString()).roles;
};

describe('a group', () => {
  it('is made, changed and deleted by managers, and each is told', async () => {
    const name = `Front desk ${newId()}`;
    const { body } = await admin.post(GROUPS, { name, description: 'Who answers the phone', roles: ['viewer'] });
    const { id } = body.data;
    expect(body.data).toMatchObject({ name, description: 'Who answers the phone', roles: ['viewer'] });
    expect(body.data.actions.map((action: { name: string }) => action.name)).toEqual([
      'update',
      'delete',
      'members',
      'events',
    ]);
    const changed = await admin.patch(`${GROUPS}/${id}`, { roles: ['editor'], description: null });
    expect(changed.body.data).toMatchObject({ name, description: null, roles: ['editor'] });
    expect(
      (await admin.get(`${GROUPS}?search=front desk`)).body.results.map((each: { id: string }) => each.id),
    ).toEqual([id]);
    expect((await admin.delete(`${GROUPS}/${id}`)).status).toBe(200);
    expect((await admin.get(`${GROUPS}/${id}`)).body.error.code).toBe('GROUP_NOT_FOUND');
    const events = await eventsOn(id);
    expect(events.map(({ type }) => type)).toEqual(['group.created', 'group.updated', 'group.deleted']);
    expect(events[1]).toMatchObject({ actor_id: admin.member.id, data: { changed: ['description', 'roles'] } });
  });

  it('has a name of its own in its account', async () => {
    const name = `Twice ${newId()}`;
    await group({ name });
    const again = await admin.post(GROUPS, { name: name.toUpperCase() });
    expect([again.status, again.body.error.code]).toEqual([409, 'GROUP_NAME_CONFLICT']);
    const elsewhere = await app.signedIn({ accountId: await app.account() });
    expect((await elsewhere.post(GROUPS, { name })).status).toBe(201);
  });

  it('gives no role that crosses accounts, not even by who has it', async () => {
    const developer = await app.signedIn({ accountId, roles: ['developer'] });
    for (const role of ['developer', 'system']) {
      expect((await developer.post(GROUPS, { name: newId(), roles: [role] })).status).toBe(422);
    }
  });

  it('is seen by staff, managed by managers, and not there for others', async () => {
    const id = await group();
    const therapist = await app.signedIn({ accountId, roles: ['therapist'] });
    const patient = await app.signedIn({ accountId, roles: ['patient'] });
    const stranger = await app.signedIn({ accountId: await app.account() });
    expect((await therapist.get(`${GROUPS}/${id}`)).status).toBe(200);
    expect((await therapist.patch(`${GROUPS}/${id}`, { name: 'x' })).status).toBe(403);
    expect((await therapist.send('PUT' as never, `${GROUPS}/${id}/members/${therapist.member.id}`)).status).toBe(403);
    expect((await patient.get(GROUPS)).status).toBe(403);
    for (const answer of [
      await stranger.get(`${GROUPS}/${id}`),
      await stranger.get(`${GROUPS}/${id}/members`),
      await stranger.patch(`${GROUPS}/${id}`, { name: 'x' }),
      await stranger.delete(`${GROUPS}/${id}`),
      await stranger.send('PUT' as never, `${GROUPS}/${id}/members/${stranger.member.id}`),
    ]) {
      expect([answer.status, answer.body.error.code]).toEqual([404, 'GROUP_NOT_FOUND']);
    }
    expect((await stranger.get(GROUPS)).body.results).toEqual([]);
  });
});

describe('being in a group', () => {
  it('gives its roles, and takes what was issued before out of use', async () => {
    const id = await group({ roles: ['editor'] });
    const user = await app.signedIn({ accountId, roles: ['therapist'] });
    expect((await put(`${GROUPS}/${id}/members/${user.member.id}`)).status).toBe(200);
    expect((await user.get('/api/v1/auth/me')).status).toBe(401);
    expect(await rolesOf(user.member.email)).toEqual(['therapist', 'editor']);
    const refreshed = await app.nobody.post('/api/v1/auth/refresh', { refreshToken: user.tokens?.refreshToken });
    expect(refreshed.status).toBe(200);

    const again = await app.signIn(user.member.email);
    expect((await admin.delete(`${GROUPS}/${id}/members/${user.member.id}`)).status).toBe(200);
    expect((await again.get('/api/v1/auth/me')).status).toBe(401);
    expect(await rolesOf(user.member.email)).toEqual(['therapist']);
    expect((await eventsOn(id)).map(({ type }) => type)).toEqual([
      'group.created',
      'group.member_added',
      'group.member_removed',
    ]);
    const ofUser = (await eventsOn(user.member.id)).filter(({ type }) => type === 'user.roles_changed');
    expect(ofUser.map(({ data }) => data)).toEqual([
      { userId: user.member.id, groupId: id, roles: ['therapist', 'editor'] },
      { userId: user.member.id, groupId: id, roles: ['therapist'] },
    ]);
  });

  it('follows the roles of the group, and its end', async () => {
    const id = await group({ roles: ['viewer'] });
    const user = await app.member({ accountId, roles: ['patient'] });
    await put(`${GROUPS}/${id}/members/${user.id}`);
    const before = await app.signIn(user.email);
    await admin.patch(`${GROUPS}/${id}`, { roles: ['admin', 'patient'] });
    expect((await before.get('/api/v1/auth/me')).status).toBe(401);
    expect(await rolesOf(user.email)).toEqual(['patient', 'admin']);
    const as = await app.signIn(user.email);
    expect((await as.get('/api/v1/users')).status).toBe(200);
    await admin.delete(`${GROUPS}/${id}`);
    expect((await as.get('/api/v1/auth/me')).status).toBe(401);
    expect(await rolesOf(user.email)).toEqual(['patient']);
  });

  it('changes nothing that was issued where the group gives no role, nor the second time', async () => {
    const id = await group();
    const user = await app.signedIn({ accountId, roles: ['therapist'] });
    await put(`${GROUPS}/${id}/members/${user.member.id}`);
    await put(`${GROUPS}/${id}/members/${user.member.id}`);
    expect((await user.get('/api/v1/auth/me')).status).toBe(200);
    expect((await eventsOn(id)).map(({ type }) => type)).toEqual(['group.created', 'group.member_added']);
    const members = await user.get(`${GROUPS}/${id}/members`);
    expect(members.body.results).toEqual([{ id: user.member.id, addedAt: expect.any(String), actions: [] }]);
  });

  it('is known to access control in the same transaction', async () => {
    const id = await group();
    const { id: userId } = await app.member({ accountId });
    const known = () => app.sql('select user_id from platform.group_member where group_id = $1', [id]);
    await put(`${GROUPS}/${id}/members/${userId}`);
    expect(await known()).toEqual([{ user_id: userId }]);
    await admin.delete(`${GROUPS}/${id}/members/${userId}`);
    expect(await known()).toEqual([]);
    await put(`${GROUPS}/${id}/members/${userId}`);
    await app.sql(
      `insert into platform.object_grant (account_id, subject, permission, object_type, object_id, id)
       values ($1, $2, 'identity.user.view', 'user', $3, $4)`,
      [accountId, `group:${id}`, userId, newId()],
    );
    await admin.delete(`${GROUPS}/${id}`);
    expect(await known()).toEqual([]);
    expect(await app.sql('select from platform.object_grant where subject = $1', [`group:${id}`])).toEqual([]);
  });

  it('that is deleted takes with it what it was granted, which is told for each', async () => {
    const id = await group();
    const { id: userId } = await app.member({ accountId });
    const granted = 2_500;
    await app.sql(
      `insert into platform.object_grant (account_id, subject, permission, object_type, object_id, id)
       select $1, $2, 'identity.user.view', 'user', case when n = 1 then $3::uuid else gen_random_uuid() end, gen_random_uuid()
       from generate_series(1, ${granted}) n`,
      [accountId, `group:${id}`, userId],
    );
    expect((await admin.delete(`${GROUPS}/${id}`)).status).toBe(200);
    const told = await app.sql<{ target_id: string; data: object }>(
      `select target_id, data from messaging.event where type = 'access.revoked' and action_object_id = $1`,
      [id],
    );
    expect(told).toHaveLength(granted);
    expect(told.find(({ target_id }) => target_id === userId)?.data).toEqual({
      grantId: expect.any(String),
      subject: `group:${id}`,
      permission: 'identity.user.view',
      objectType: 'user',
      objectId: userId,
    });
  });

  it('is for users of the account only', async () => {
    const id = await group();
    const stranger = await app.member({ accountId: await app.account() });
    expect((await put(`${GROUPS}/${id}/members/${stranger.id}`)).body.error.code).toBe('USER_NOT_FOUND');
    expect((await admin.delete(`${GROUPS}/${id}/members/${admin.member.id}`)).body.error.code).toBe(
      'GROUP_MEMBER_NOT_FOUND',
    );
  });

  it('makes a therapist for whoever asks the directory', async () => {
    const elsewhere = await app.account();
    const manager = await app.signedIn({ accountId: elsewhere });
    const { body } = await manager.post(GROUPS, { name: 'Therapists', roles: ['therapist'] });
    const member = await app.member({ accountId: elsewhere, roles: ['viewer'] });
    await manager.send('PUT' as never, `${GROUPS}/${body.data.id}/members/${member.id}`);
    const people = app.nest.get(PeopleOfAccount, { strict: false });
    const found = await runInContext({ requestId: 't', correlationId: 't', accountId: elsewhere }, () =>
      people.peopleWithRole('therapist'),
    );
    expect(found).toMatchObject([{ id: member.id, roles: ['viewer', 'therapist'] }]);
  });

  it('waits for who signs in at the moment, and cuts that off', async () => {
    const id = await group({ roles: ['admin'] });
    const member = await app.member({ accountId, roles: ['therapist'] });
    await put(`${GROUPS}/${id}/members/${member.id}`);
    const [caller] = await Promise.all([
      app.signIn(member.email),
      admin.delete(`${GROUPS}/${id}/members/${member.id}`),
    ]);
    const { status } = await caller.get('/api/v1/users/01900000-0000-7000-8000-000000000001/events');
    // Either the roles came too late for the token, which is void, or it has none of the group's.
    expect(status === 401 || !(await rolesOf(member.email)).includes('admin')).toBe(true);
    const claims = JSON.parse(Buffer.from(caller.tokens?.accessToken.split('.')[1] ?? '', 'base64url').toString());
    expect(status === 401 || !claims.roles.includes('admin')).toBe(true);
  });
});

describe('taking a role from a member', () => {
  it.each([
    ['by removing the member', (id: string, userId: string) => admin.delete(`${GROUPS}/${id}/members/${userId}`)],
    ['by changing the roles of the group', (id: string) => admin.patch(`${GROUPS}/${id}`, { roles: [] })],
    ['by deleting the group', (id: string) => admin.delete(`${GROUPS}/${id}`)],
  ])('%s waits for who changes the member, and is not in their way', async (_how, take) => {
    const id = await group({ roles: ['editor'] });
    const { id: userId } = await app.member({ accountId, roles: ['therapist'] });
    await put(`${GROUPS}/${id}/members/${userId}`);
    await app.sql('begin');
    await app.sql('select from identity.user where id = $1 for update', [userId]);
    const taken = take(id, userId);
    await until('it waits', async () => {
      const blocked = await app.sql(
        'select from pg_locks where not granted and pg_backend_pid() = any (pg_blocking_pids(pid))',
      );
      return blocked.length > 0;
    });
    // Moves on what is remembered of the account, as every change to a user does.
    await app.sql('update identity.user set version = version + 1 where id = $1', [userId]);
    await app.sql('commit');
    expect((await taken).status).toBe(200);
  });
});

describe('a role that a group gives', () => {
  it('needs a seat of the plan, and is not given without', async () => {
    const elsewhere = await app.account();
    const manager = await app.signedIn({ accountId: elsewhere });
    const [one, two] = [
      await app.member({ accountId: elsewhere, roles: ['patient'] }),
      await app.member({ accountId: elsewhere, roles: ['patient'] }),
    ];
    const { id } = (await manager.post(GROUPS, { name: 'Therapists', roles: ['therapist'] })).body.data;
    app.accounts.seats.set(elsewhere, 1);
    const join = (userId: string) => manager.send('PUT' as never, `${GROUPS}/${id}/members/${userId}`);
    expect((await join(one.id)).status).toBe(200);
    const refused = await join(two.id);
    expect([refused.status, refused.body.error.code]).toEqual([409, 'PLAN_LIMIT_CONFLICT']);
    expect((await manager.get(`${GROUPS}/${id}/members`)).body.count).toBe(1);
    expect((await manager.patch(`${GROUPS}/${id}`, { roles: ['editor'] })).status).toBe(409);
    expect((await manager.get(`${GROUPS}/${id}`)).body.data.roles).toEqual(['therapist']);
  });
});

describe('groups over GraphQL', () => {
  it('are the same', async () => {
    const made = await admin.graphql(
      'mutation { createGroup(input: { name: "By GraphQL", roles: ["viewer"] }) { id name roles actions { name } } }',
    );
    const { id } = made.data.createGroup;
    const { id: userId } = await app.member({ accountId });
    const added = await admin.graphql(
      'mutation ($g: ID!, $u: ID!) { addGroupMember(groupId: $g, userId: $u) { id events { type } } }',
      { g: id, u: userId },
    );
    expect(added.data.addGroupMember.events.map(({ type }: { type: string }) => type)).toEqual([
      'group.member_added',
      'group.created',
    ]);
    const read = await admin.graphql(
      'query ($g: ID!) { group(id: $g) { name } groupMembers(groupId: $g) { items { id } count } }',
      { g: id },
    );
    expect(read.data).toEqual({ group: { name: 'By GraphQL' }, groupMembers: { items: [{ id: userId }], count: 1 } });
    const missing = await admin.graphql('query ($g: ID!) { group(id: $g) { name } }', { g: newId() });
    expect([missing.data, missing.errors[0].extensions.code]).toEqual([{ group: null }, 'GROUP_NOT_FOUND']);
  });

  it('members come with what may be done to them, as over REST', async () => {
    const viewer = await app.signedIn({ accountId, roles: ['viewer'] });
    const { id } = (await admin.post(GROUPS, { name: newId() })).body.data;
    const { id: userId } = await app.member({ accountId });
    await put(`${GROUPS}/${id}/members/${userId}`);
    for (const caller of [admin, viewer]) {
      const query =
        'query ($g: ID!) { groupMembers(groupId: $g) { items { id addedAt actions { name method href } } } }';
      const { results } = (await caller.get(`${GROUPS}/${id}/members`)).body;
      expect((await caller.graphql(query, { g: id })).data.groupMembers.items).toEqual(results);
      expect(results[0].actions).toHaveLength(caller === admin ? 1 : 0);
    }
  });
});
