import { buildClientSchema, getIntrospectionQuery, printSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import type { Caller } from '../testing/caller.js';
import type { IdentityApplication, Member } from '../testing/identity-application.js';
import { identityForAll } from '../testing/identity-for-all.js';

let app: IdentityApplication;
let accountId: string;
let admin: Caller & { member: Member };
identityForAll(async (identity) => {
  ({ app, accountId } = identity);
  admin = await app.signedIn({ accountId, profile: { firstName: 'Ada' } });
});

const USER =
  '{ id email roles createdAt updatedAt profile { firstName lastName birthDate birthPlace profilePicture } }';
const CREATE = `mutation ($input: CreateUserInput!) { createUser(input: $input) ${USER} }`;
const UPDATE = `mutation ($id: ID!, $input: UpdateUserInput!) { updateUser(id: $id, input: $input) ${USER} }`;
const DELETE = 'mutation ($id: ID!) { deleteUser(id: $id) }';
const ONE = `query ($id: ID!) { user(id: $id) ${USER} }`;

it('has the schema that clients rely on', async () => {
  const { data } = await admin.graphql(getIntrospectionQuery());
  const printed = printSchema(buildClientSchema(data)).replace(/^ *""".*?"""\n/gms, '');
  for (const part of [
    'type User { id: ID! email: String! profile: UserProfile roles: [String!]! active: Boolean! createdAt: String! updatedAt: String! emailVerified: Boolean events: [Event!] actions: [Action!]! lockedUntil: String secondFactor: Boolean }',
    'type UserProfile { firstName: String lastName: String birthDate: String birthPlace: String profilePicture: String }',
    'user(id: ID!): User',
    'users(page: Int, limit: Int): [User!]!',
    'me: User!',
    'createUser(input: CreateUserInput!): User!',
    'updateUser(id: ID!, input: UpdateUserInput!): User!',
    'deleteUser(id: ID!): Boolean!',
    'input CreateUserInput { email: String! password: String! profile: UserProfileInput roles: [String!] }',
    'input UpdateUserInput { email: String profile: UserProfileInput roles: [String!] }',
    'input UserProfileInput { firstName: String lastName: String birthDate: String birthPlace: String profilePicture: String }',
  ]) {
    expect(printed.replace(/\s+/g, ' ')).toContain(part);
  }
});

describe('over GraphQL', () => {
  it('a user is created, changed, read and deactivated by the same commands as over REST', async () => {
    const email = `${newId()}@example.test`;
    const input = { email, password: 'a good password', profile: { firstName: 'Gina' }, roles: ['therapist'] };
    const { createUser } = (await admin.graphql(CREATE, { input })).data;
    expect(createUser).toMatchObject({ email, roles: ['therapist'], profile: { firstName: 'Gina', birthDate: null } });
    const changes = { profile: { lastName: 'Graph', firstName: null } };
    const { updateUser } = (await admin.graphql(UPDATE, { id: createUser.id, input: changes })).data;
    expect(updateUser.profile).toMatchObject({ firstName: null, lastName: 'Graph' });
    expect((await admin.graphql(ONE, { id: createUser.id })).data.user).toEqual(updateUser);
    const { actions, active, emailVerified, lockedUntil, secondFactor, ...overRest } = (
      await admin.get(`/api/v1/users/${createUser.id}`)
    ).body.data;
    expect(overRest).toEqual(updateUser);
    expect((await admin.graphql(DELETE, { id: createUser.id })).data).toEqual({ deleteUser: true });
    expect((await app.eventsOf(createUser.id)).map(({ type }) => type)).toEqual([
      'user.created',
      'user.updated',
      'user.deactivated',
    ]);
  });

  it('everybody sees themselves', async () => {
    const patient = await app.signedIn({ accountId, roles: ['patient'] });
    expect((await patient.graphql('{ me { id email } }')).data.me).toEqual({
      id: patient.member.id,
      email: patient.member.email,
    });
    expect((await patient.graphql('{ users { id } }')).data.users).toEqual([{ id: patient.member.id }]);
  });

  it('users come in pages', async () => {
    const owner = await app.signedIn({ accountId: await app.account(), roles: ['owner'] });
    const others: string[] = [];
    for (let n = 0; n < 3; n++) others.push((await app.member({ accountId: owner.member.accountId })).id);
    const page = async (number: number) =>
      (await owner.graphql(`{ users(page: ${number}, limit: 2) { id } }`)).data.users.map(({ id }: Member) => id);
    expect(await page(1)).toEqual([others[2], others[1]]);
    expect(await page(2)).toEqual([others[0], owner.member.id]);
    expect(await page(3)).toEqual([]);
  });

  it('a user has their history and the actions of the caller', async () => {
    const viewer = await app.signedIn({ accountId, roles: ['viewer'] });
    await admin.graphql(UPDATE, { id: viewer.member.id, input: { profile: { firstName: 'Vera' } } });
    const query =
      'query ($id: ID!) { user(id: $id) { events { type metadata { userId } } actions { name method href } } }';
    const { events, actions } = (await admin.graphql(query, { id: viewer.member.id })).data.user;
    expect(events).toEqual([
      { type: 'user.updated', metadata: { userId: admin.member.id } },
      { type: 'user.registered', metadata: { userId: null } },
    ]);
    expect(actions).toEqual((await admin.get(`/api/v1/users/${viewer.member.id}`)).body.data.actions);
    const own = (await viewer.graphql(query, { id: viewer.member.id })).data.user;
    expect(own.actions.map(({ name }: { name: string }) => name)).toEqual(['update', 'set-picture', 'events']);
  });

  it.each(['limit: 101', 'limit: 0', 'page: 0', 'page: -1', 'page: 2000000000'])(
    'users(%s) is refused, the argument called as it is',
    async (args) => {
      const { code, details } = (await admin.graphql(`{ users(${args}) { id } }`)).errors[0].extensions;
      expect([code, Object.keys(details.fields)]).toEqual(['VALIDATION_FAILED', args.split(':').slice(0, 1)]);
    },
  );

  it('somebody of another account is null and not found, and cannot be touched', async () => {
    const stranger = await app.signedIn({ accountId: await app.account() });
    const { id } = admin.member;
    const { data, errors } = await stranger.graphql(ONE, { id });
    expect(data).toEqual({ user: null });
    expect(errors[0].extensions).toMatchObject({ code: 'USER_NOT_FOUND', details: { userId: id } });
    expect(await codes(stranger, UPDATE, { id, input: { profile: { firstName: 'Eve' } } })).toEqual(['USER_NOT_FOUND']);
    expect(await codes(stranger, DELETE, { id })).toEqual(['USER_NOT_FOUND']);
    expect((await admin.graphql('{ me { profile { firstName } } }')).data.me.profile.firstName).toBe('Ada');
  });

  it.each([
    ['no address', { email: 'nobody' }],
    ['a short password', { password: 'short' }],
    ['a role that there is not', { roles: ['king'] }],
    ['a field of the profile that is too long', { profile: { firstName: 'x'.repeat(101) } }],
    ['a day that there is not', { profile: { birthDate: '2023-02-30' } }],
  ])('%s is refused', async (_what, wrong) => {
    const input = { email: `${newId()}@example.test`, password: 'a good password', ...wrong };
    expect(await codes(admin, CREATE, { input })).toEqual(['VALIDATION_FAILED']);
  });

  it('null leaves as it is what cannot be emptied', async () => {
    const { member } = await app.signedIn({ accountId, profile: { firstName: 'Nora' } });
    const input = { email: null, roles: null, profile: null };
    const { data } = await admin.graphql(UPDATE, { id: member.id, input });
    expect(data.updateUser).toMatchObject({ email: member.email, roles: ['admin'], profile: { firstName: 'Nora' } });
    expect(await app.eventsOf(member.id)).toHaveLength(1);
  });

  it('permissions are those of REST', async () => {
    const editor = await app.signedIn({ accountId, roles: ['editor'] });
    const input = { email: `${newId()}@example.test`, password: 'a good password' };
    expect(await codes(editor, CREATE, { input })).toEqual(['PERMISSION_DENIED']);
    expect(await codes(editor, DELETE, { id: admin.member.id })).toEqual(['PERMISSION_DENIED']);
    expect(await codes(admin, DELETE, { id: admin.member.id })).toEqual(['PERMISSION_DENIED']);
    for (const query of ['{ me { id } }', '{ users { id } }']) {
      expect(await codes(app.nobody, query)).toEqual(['UNAUTHENTICATED']);
    }
  });

  it('a deactivated user is out with the next request', async () => {
    const viewer = await app.signedIn({ accountId, roles: ['viewer'] });
    expect((await viewer.graphql('{ me { id } }')).errors).toBeUndefined();
    await admin.graphql(DELETE, { id: viewer.member.id });
    expect(await codes(viewer, '{ me { id } }')).toEqual(['UNAUTHENTICATED']);
  });
});

async function codes(caller: Caller, query: string, variables: object = {}): Promise<string[]> {
  const { errors = [] } = await caller.graphql(query, variables);
  return errors.map((error: { extensions: { code: string } }) => error.extensions.code);
}
