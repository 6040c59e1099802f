import { expect, it } from 'vitest';
import type { Role } from '#platform/context/actor.js';
import type { Caller } from '../testing/caller.js';
import { KEYS } from '../testing/doors.js';
import type { IdentityApplication, Member } from '../testing/identity-application.js';
import { identityForAll } from '../testing/identity-for-all.js';

let app: IdentityApplication;
let accountId: string;
let admin: Caller & { member: Member };
identityForAll(async (identity) => {
  ({ app, accountId } = identity);
  admin = await app.signedIn({ accountId });
});

const USERS = '/api/v1/users';
const as = (...roles: Role[]) => app.signedIn({ accountId, roles });
const lockOut = async ({ email }: Member) => {
  for (let n = 0; n < 5; n += 1) await app.nobody.post('/api/v1/auth/login', { email, password: 'not the one' });
};
const giveSecondFactor = ({ id }: Member) =>
  app.sql(
    `insert into identity.second_factor (user_id, account_id, sealed_secret, confirmed_at) values ($1, $2, '', now())`,
    [id, accountId],
  );
const names = ({ actions }: { actions: { name: string }[] }) => actions.map(({ name }) => name);
const seenBy = async (caller: Caller, { id }: Member) => (await caller.get(`${USERS}/${id}`)).body.data;
const QUERY = 'query ($id: ID!) { user(id: $id) { lockedUntil secondFactor emailVerified actions { name } } }';

it('a user who is locked out can be unlocked by who is told so, and by nobody else', async () => {
  const { member } = await as('patient');
  expect(await seenBy(admin, member)).toMatchObject({ lockedUntil: null });
  await lockOut(member);
  const locked = await seenBy(admin, member);
  expect(Date.parse(locked.lockedUntil) - Date.now()).toBeGreaterThan(30_000);
  expect(names(locked)).toContain('unlock');
  const { user } = (await admin.graphql(QUERY, { id: member.id })).data;
  expect([user.lockedUntil, names(user)]).toEqual([locked.lockedUntil, names(locked)]);
  const therapist = await as('therapist');
  const seen = await seenBy(therapist, member);
  expect([seen.lockedUntil, names(seen)]).toEqual([null, ['events']]);
  expect((await therapist.graphql(QUERY, { id: member.id })).data.user).toMatchObject({
    lockedUntil: null,
    secondFactor: null,
  });
  const { href } = locked.actions.find(({ name }: { name: string }) => name === 'unlock');
  expect((await admin.post(href)).status).toBe(200);
  const unlocked = await seenBy(admin, member);
  expect([unlocked.lockedUntil, names(unlocked)]).toEqual([null, ['update', 'set-picture', 'deactivate', 'events']]);
});

it('a lock of one is not told of another, in lists neither', async () => {
  const [locked, free] = [await as('patient'), await as('patient')];
  await lockOut(locked.member);
  const { results } = (await admin.get(`${USERS}?fields=id,lockedUntil,secondFactor&ordering=-createdAt`)).body;
  const of = ({ id }: Member) => results.find((user: Member) => user.id === id);
  expect(of(locked.member)).toEqual({ id: locked.member.id, lockedUntil: expect.any(String), secondFactor: false });
  expect(of(free.member)).toEqual({ id: free.member.id, lockedUntil: null, secondFactor: false });
});

it('a second factor that is there can be taken away by who is told of it, in person', async () => {
  const { member } = await as('patient');
  expect(names(await seenBy(admin, member))).not.toContain('remove-second-factor');
  await giveSecondFactor(member);
  const seen = await seenBy(admin, member);
  expect([seen.secondFactor, names(seen).includes('remove-second-factor')]).toEqual([true, true]);
  expect((await seenBy(await as('viewer'), member)).secondFactor).toBeNull();
  const scopes = ['identity.user.view', 'identity.user.help'];
  const { key } = (await admin.post(KEYS, { name: 'Watch', scopes })).body.data;
  const url = `${USERS}/${member.id}`;
  const byKey = (await app.nest.inject({ method: 'GET', url, headers: { 'x-api-key': key } })).json().data;
  expect([byKey.secondFactor, names(byKey)]).toEqual([true, ['events']]);
  const { href } = seen.actions.find(({ name }: { name: string }) => name === 'remove-second-factor');
  expect((await admin.delete(href)).status).toBe(200);
  const { user } = (await admin.graphql(QUERY, { id: member.id })).data;
  expect([user.secondFactor, names(user).includes('remove-second-factor')]).toEqual([false, false]);
});

it('is told whether the address is shown to be the user’s', async () => {
  const { member } = await as('patient');
  expect((await seenBy(admin, member)).emailVerified).toBe(false);
  await app.sql('update identity.user set email_verified_at = now() where id = $1', [member.id]);
  expect((await seenBy(admin, member)).emailVerified).toBe(true);
  expect((await admin.graphql(QUERY, { id: member.id })).data.user.emailVerified).toBe(true);
  const { results } = (await admin.get(`${USERS}?fields=id,emailVerified&ordering=-createdAt&pageSize=1`)).body;
  expect(results).toEqual([{ id: member.id, emailVerified: true }]);
});
