import { describe, expect, it } from 'vitest';
import { Explanations } from '#platform/access/explanations.js';
import type { Role } from '#platform/context/actor.js';
import { type IdentityPermission, identityPermissions } from '../contract/identity-permissions.js';
import type { Caller } from '../testing/caller.js';
import { KEYS } from '../testing/doors.js';
import type { IdentityApplication, Member } from '../testing/identity-application.js';
import { address, identityForAll } from '../testing/identity-for-all.js';

let app: IdentityApplication;
let accountId: string;
identityForAll((identity) => {
  ({ app, accountId } = identity);
});

type Somebody = Caller & { readonly member: Member };
type Verb = 'view' | 'update' | 'deactivate' | 'help';

const at = ({ member }: Somebody, path = '') => `/api/v1/users/${member.id}${path}`;
const as = (...roles: Role[]): Promise<Somebody> => app.signedIn({ accountId, roles });
const grant = async (to: Somebody, on: Somebody, ...verbs: Verb[]) => {
  for (const verb of verbs) await app.grant(to.member, `identity.user.${verb}`, on.member);
};
const actionsOf = async (caller: Caller, user: Somebody): Promise<string[]> =>
  (await caller.get(at(user))).body.data.actions.map(({ name }: { name: string }) => name);
const code = ({ body }: { body: { error: { code: string } } }) => body.error.code;
const typesOf = async ({ member }: Somebody) => (await app.eventsOf(member.id)).map(({ type }) => type);
const FIELDS = '{ events { type } actions { name } profile { firstName } lockedUntil secondFactor }';
const UPDATE = `mutation ($id: ID!, $input: UpdateUserInput!) { updateUser(id: $id, input: $input) ${FIELDS} }`;
const ONE = `query ($id: ID!) { user(id: $id) ${FIELDS} }`;

describe('a grant to see one user', () => {
  it('shows that user, their history and nobody else, over REST and GraphQL', async () => {
    const [patient, seen, hidden] = [await as('patient'), await as('patient'), await as('patient')];
    expect(code(await patient.get(at(seen)))).toBe('USER_NOT_FOUND');
    await grant(patient, seen, 'view');
    expect(await actionsOf(patient, seen)).toEqual(['events']);
    expect((await patient.get(at(seen, '/events'))).body.count).toBe(1);
    const { results } = (await patient.get('/api/v1/users?fields=id')).body;
    expect(results.map(({ id }: Member) => id).sort()).toEqual([patient.member.id, seen.member.id].sort());
    const { user } = (await patient.graphql(ONE, { id: seen.member.id })).data;
    expect(user).toMatchObject({ events: [{ type: 'user.registered' }], actions: [{ name: 'events' }] });
    expect(code(await patient.get(at(hidden, '/events')))).toBe('USER_NOT_FOUND');
  });
});

describe('a grant to change one user', () => {
  it('lets the profile be changed, not what is the account’s, and of nobody else', async () => {
    const [therapist, user, other] = [await as('therapist'), await as('patient'), await as('patient')];
    await grant(therapist, user, 'update');
    expect(await actionsOf(therapist, user)).toEqual(['update', 'set-picture', 'events']);
    expect((await therapist.patch(at(user), { profile: { firstName: 'Pia' } })).status).toBe(200);
    const input = { profile: { firstName: 'Mia' } };
    const { updateUser } = (await therapist.graphql(UPDATE, { id: user.member.id, input })).data;
    expect([updateUser.profile.firstName, updateUser.actions[0].name]).toEqual(['Mia', 'update']);
    for (const field of [{ email: address() }, { roles: ['patient', 'owner'] }]) {
      const refused = await therapist.patch(at(user), field);
      expect([code(refused), refused.body.error.details.fields]).toEqual(['PERMISSION_DENIED', Object.keys(field)]);
    }
    expect(code(await therapist.patch(at(other), input))).toBe('PERMISSION_DENIED');
    expect(await typesOf(user)).toEqual(['user.registered', 'user.updated', 'user.updated']);
  });

  it('takes nothing away from who has it anyway', async () => {
    const [admin, user] = [await as('admin'), await as('patient')];
    await grant(user, admin, 'view');
    await grant(admin, user, 'update');
    expect((await user.patch(at(user), { profile: { firstName: 'Own' } })).status).toBe(200);
    expect((await admin.patch(at(user), { email: address() })).status).toBe(200);
    expect((await user.patch(at(admin), { profile: {} })).status).toBe(403);
  });

  it('without one to see them finds nobody', async () => {
    const [patient, user] = [await as('patient'), await as('patient')];
    await grant(patient, user, 'update');
    expect(code(await patient.patch(at(user), { profile: {} }))).toBe('USER_NOT_FOUND');
  });

  it('does not reach somebody with more power over the installation', async () => {
    const [therapist, developer] = [await as('therapist'), await as('developer')];
    await grant(therapist, developer, 'update', 'deactivate', 'help');
    expect(await actionsOf(therapist, developer)).toEqual(['events']);
    expect(code(await therapist.patch(at(developer), { profile: { firstName: 'Eve' } }))).toBe('PERMISSION_DENIED');
    expect(code(await therapist.delete(at(developer)))).toBe('PERMISSION_DENIED');
  });
});

describe('other grants on a user', () => {
  it('let one be deactivated', async () => {
    const [therapist, user] = [await as('therapist'), await as('patient')];
    expect(code(await therapist.delete(at(user)))).toBe('PERMISSION_DENIED');
    await grant(therapist, user, 'deactivate');
    expect(await actionsOf(therapist, user)).toContain('deactivate');
    expect((await therapist.delete(at(user))).body.data.active).toBe(false);
    expect(await actionsOf(therapist, user)).not.toContain('deactivate');
    expect(code(await therapist.delete(at(therapist)))).toBe('PERMISSION_DENIED');
  });

  it('let one be helped', async () => {
    const [therapist, user] = [await as('therapist'), await as('patient')];
    await grant(therapist, user, 'help');
    expect((await therapist.post(at(user, '/unlock'))).status).toBe(200);
    expect(code(await therapist.post(at(await as('patient'), '/unlock')))).toBe('PERMISSION_DENIED');
  });
});

it('what one has on a user is explained as it is', async () => {
  const [therapist, user] = [await as('therapist'), await as('patient')];
  await grant(therapist, user, 'update');
  const explain = async (who: Somebody, verb: Verb, on: Somebody) => {
    const key: IdentityPermission = `user.${verb}`;
    const actor = { userId: who.member.id, accountId, roles: [who === user ? 'patient' : 'therapist'] as Role[] };
    const object = { type: 'user', id: on.member.id };
    const said = await app.nest.get(Explanations).explain(actor, identityPermissions[key], object);
    return said?.because.map(({ kind }) => kind);
  };
  expect(await explain(therapist, 'update', user)).toEqual(['grant']);
  expect(await explain(therapist, 'update', therapist)).toEqual(['party']);
  expect(await explain(therapist, 'view', user)).toEqual(['role']);
  expect(await explain(user, 'update', therapist)).toEqual([]);
  expect(await explain(user, 'view', user)).toEqual(['party']);
  expect(await explain(therapist, 'deactivate', user)).toEqual([]);
});

it('an API key changes no users whom its scopes do not show', async () => {
  const [admin, user] = [await as('admin'), await as('patient')];
  const change = async (scopes: string[]) => {
    const { key } = (await admin.post(KEYS, { name: 'Sync', scopes })).body.data;
    const payload = { profile: { firstName: 'By key' } };
    return app.nest.inject({ method: 'PATCH', url: at(user), headers: { 'x-api-key': key }, payload });
  };
  const answers = await Promise.all(
    [['identity.user.view'], ['identity.user.update'], ['identity.user.view', 'identity.user.update']].map(change),
  );
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([403, 404, 200]);
});
