import { describe, expect, it } from 'vitest';
import { readPictureHeader } from '../model/picture-header.js';
import type { Caller } from '../testing/caller.js';
import type { IdentityApplication } from '../testing/identity-application.js';
import { identityForAll } from '../testing/identity-for-all.js';
import { drawn, GIF, HTML, png, SVG } from '../testing/pictures.js';

let app: IdentityApplication;
let accountId: string;
identityForAll((identity) => {
  ({ app, accountId } = identity);
});

const pictureOf = (id: string) => `/api/v1/users/${id}/picture`;
const bearer = ({ tokens }: Caller) => ({ authorization: `Bearer ${tokens?.accessToken}` });
const put = (as: Caller, id: string, payload: Buffer, type = 'image/png') =>
  app.nest.inject({ method: 'PUT', url: pictureOf(id), headers: { ...bearer(as), 'content-type': type }, payload });
const get = (as: Caller, url: string, headers = {}) =>
  app.nest.inject({ method: 'GET', url, headers: { ...bearer(as), ...headers } });

describe('a profile picture', () => {
  it('is kept, shown with its type, and part of the profile', async () => {
    const user = await app.signedIn({ accountId, roles: ['therapist'] });
    const { id } = user.member;
    const bytes = await drawn('webp', 200, 100);
    // What it is said to be does not count.
    const answer = await put(user, id, bytes, 'image/png');
    expect(answer.statusCode).toBe(200);
    const { profilePicture } = answer.json().data.profile;
    expect(profilePicture).toMatch(new RegExp(`^/api/v1/users/${id}/picture\\?v=[\\w-]{22}$`));
    const shown = await get(user, profilePicture);
    expect(readPictureHeader(shown.rawPayload)).toEqual({ mediaType: 'image/webp', width: 200, height: 100 });
    expect(shown.headers).toMatchObject({
      'content-type': 'image/webp',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
      'content-disposition': 'attachment; filename="picture.webp"',
    });
    expect(shown.headers['content-security-policy']).toContain("default-src 'none'");
    const again = await get(user, profilePicture, { 'if-none-match': shown.headers.etag });
    expect([again.statusCode, again.rawPayload.length]).toEqual([304, 0]);
    const { data } = await user.graphql('{ me { profile { profilePicture } } }');
    expect(data.me.profile.profilePicture).toBe(profilePicture);
    expect((await app.eventsOf(id)).at(-1)).toMatchObject({
      type: 'user.updated',
      data: { userId: id, changed: ['profile.profilePicture'] },
    });
  });

  it('is replaced by another, and taken away', async () => {
    const user = await app.signedIn({ accountId });
    const { id } = user.member;
    const first = (await put(user, id, await drawn('png'))).json().data.profile.profilePicture;
    const second = (await put(user, id, await drawn('jpeg'), 'image/jpeg')).json().data.profile.profilePicture;
    expect(second).not.toBe(first);
    expect((await get(user, second)).headers['content-type']).toBe('image/jpeg');
    expect((await user.delete(pictureOf(id))).body.data.profile.profilePicture).toBeNull();
    expect((await user.get(pictureOf(id))).body.error.code).toBe('PICTURE_NOT_FOUND');
  });

  const address = 'mutation ($id: ID!, $input: UpdateUserInput!) { updateUser(id: $id, input: $input) { id } }';
  it.each<[string, (user: Caller, id: string) => Promise<unknown>]>([
    ['its address', (user, id) => user.delete(pictureOf(id))],
    ['the profile', (user, id) => user.patch(`/api/v1/users/${id}`, { profile: { profilePicture: null } })],
    [
      'the profile over GraphQL',
      (user, id) => user.graphql(address, { id, input: { profile: { profilePicture: null } } }),
    ],
  ])('is taken away by way of %s, once, and told in the same words', async (_where, takeAway) => {
    const user = await app.signedIn({ accountId });
    const { id } = user.member;
    await put(user, id, await drawn('png'));
    for (let times = 0; times < 2; times++) await takeAway(user, id);
    expect((await user.get(pictureOf(id))).body.error.code).toBe('PICTURE_NOT_FOUND');
    expect(await app.sql('select from identity.picture where user_id = $1', [id])).toEqual([]);
    expect((await app.eventsOf(id)).map(({ type, data }) => [type, data]).slice(2)).toEqual([
      ['user.updated', { userId: id, changed: ['profile.profilePicture'], pictureBytes: 0 }],
    ]);
  });

  it('is taken away with the profile also when that names another address by now', async () => {
    const user = await app.signedIn({ accountId });
    const { id } = user.member;
    await put(user, id, await drawn('png'));
    const profile = (profilePicture: string | null) =>
      user.patch(`/api/v1/users/${id}`, { profile: { profilePicture } });
    await profile('https://elsewhere.test/me.png');
    expect((await get(user, pictureOf(id))).statusCode).toBe(200);
    await profile(null);
    expect((await get(user, pictureOf(id))).statusCode).toBe(404);
  });

  it('stays when the rest of the change is refused', async () => {
    const admin = await app.signedIn({ accountId });
    const { id } = (await app.signedIn({ accountId, roles: ['patient'] })).member;
    await put(admin, id, await drawn('png'));
    const change = { profile: { profilePicture: null }, email: admin.member.email };
    expect((await admin.patch(`/api/v1/users/${id}`, change)).body.error.code).toBe('USER_EMAIL_CONFLICT');
    expect((await get(admin, pictureOf(id))).statusCode).toBe(200);
    expect(await app.eventsOf(id)).toHaveLength(2);
  });

  it('is set again where the profile still names it and it is gone', async () => {
    const user = await app.signedIn({ accountId });
    const { id } = user.member;
    const bytes = await drawn('png');
    const { profilePicture } = (await put(user, id, bytes)).json().data.profile;
    for (const named of [null, profilePicture]) {
      await user.patch(`/api/v1/users/${id}`, { profile: { profilePicture: named } });
    }
    expect((await put(user, id, bytes)).statusCode).toBe(200);
    expect((await get(user, profilePicture)).statusCode).toBe(200);
  });

  it.each([
    ['an SVG', SVG],
    ['a page', HTML],
    ['a GIF', GIF],
    ['nothing', Buffer.alloc(0)],
    ['a picture of more pixels than any needs', png(4_097, 10)],
    ['a picture of four billion pixels', png(65_535, 65_535)],
    ['a picture without pixels', png(0, 0)],
    ['a picture that ends after its header', png(10, 10)],
  ])('is not %s, whatever it is called', async (_what, bytes) => {
    const user = await app.signedIn({ accountId });
    const answer = await put(user, user.member.id, bytes);
    expect([answer.statusCode, answer.json().error.code]).toEqual([422, 'VALIDATION_FAILED']);
  });

  it('is a picture by its header too, and not larger than 1 MiB', async () => {
    const user = await app.signedIn({ accountId });
    const { id } = user.member;
    expect((await put(user, id, SVG, 'image/svg+xml')).statusCode).toBe(415);
    expect((await put(user, id, HTML, 'text/html')).statusCode).toBe(415);
    const large = Buffer.concat([await drawn('png'), Buffer.alloc(1024 * 1024)]);
    expect((await put(user, id, large)).statusCode).toBe(413);
    expect((await put(user, id, large.subarray(0, 1024 * 1024))).statusCode).toBe(200);
  });

  it('is taken by no other address', async () => {
    const user = await app.signedIn({ accountId });
    const headers = { ...bearer(user), 'content-type': 'image/png' };
    const answer = await app.nest.inject({ method: 'POST', url: '/api/v1/users', headers, payload: png(1, 1) });
    expect(answer.statusCode).toBe(415);
  });

  it('is changed by its user and by managers, and seen by who sees the user', async () => {
    const user = await app.signedIn({ accountId, roles: ['patient'] });
    const { id } = user.member;
    const admin = await app.signedIn({ accountId });
    const therapist = await app.signedIn({ accountId, roles: ['therapist'] });
    const patient = await app.signedIn({ accountId, roles: ['patient'] });
    const stranger = await app.signedIn({ accountId: await app.account() });
    const [one, another] = await Promise.all([drawn('png', 1), drawn('png', 2)]);
    expect((await put(admin, id, one)).statusCode).toBe(200);
    expect((await get(therapist, pictureOf(id))).statusCode).toBe(200);
    expect((await put(therapist, id, another)).statusCode).toBe(403);
    for (const nosy of [patient, stranger]) {
      expect((await get(nosy, pictureOf(id))).json().error.code).toBe('USER_NOT_FOUND');
      expect((await put(nosy, id, another)).json().error.code).toBe('USER_NOT_FOUND');
      expect((await nosy.delete(pictureOf(id))).body.error.code).toBe('USER_NOT_FOUND');
    }
  });

  it('is changed by who is granted that, of this user alone', async () => {
    const user = await app.signedIn({ accountId, roles: ['patient'] });
    const other = await app.signedIn({ accountId, roles: ['patient'] });
    const therapist = await app.signedIn({ accountId, roles: ['therapist'] });
    await app.grant(therapist.member, 'identity.user.update', user.member);
    const picture = await drawn('png');
    expect((await put(therapist, user.member.id, picture)).statusCode).toBe(200);
    expect((await put(therapist, other.member.id, picture)).statusCode).toBe(403);
  });

  it('is the same over GraphQL', async () => {
    const user = await app.signedIn({ accountId, roles: ['patient'] });
    const { id } = user.member;
    const profile = '{ profile { profilePicture } actions { name } }';
    const set = `mutation ($id: ID!, $input: ProfilePictureInput!) { setProfilePicture(id: $id, input: $input) ${profile} }`;
    const remove = `mutation ($id: ID!) { removeProfilePicture(id: $id) ${profile} }`;
    const names = (shown: { actions: { name: string }[] }) => shown.actions.map(({ name }) => name);
    const content = (await drawn('jpeg', 30, 20)).toString('base64');
    const { setProfilePicture } = (await user.graphql(set, { id, input: { content } })).data;
    const shown = await get(user, setProfilePicture.profile.profilePicture);
    expect(readPictureHeader(shown.rawPayload)).toEqual({ mediaType: 'image/jpeg', width: 30, height: 20 });
    expect(names(setProfilePicture)).toContain('remove-picture');
    const { removeProfilePicture } = (await user.graphql(remove, { id })).data;
    expect(removeProfilePicture.profile.profilePicture).toBeNull();
    expect(names(removeProfilePicture)).not.toContain('remove-picture');
    expect((await app.eventsOf(id)).filter(({ type }) => type === 'user.updated')).toHaveLength(2);
    for (const wrong of ['', 'not base64!', SVG.toString('base64'), 'A'.repeat(900 * 1024 + 4)]) {
      const { errors } = await user.graphql(set, { id, input: { content: wrong } });
      expect(errors[0].extensions.code).toBe('VALIDATION_FAILED');
    }
    const stranger = await app.signedIn({ accountId: await app.account() });
    for (const refused of [
      await stranger.graphql(set, { id, input: { content } }),
      await stranger.graphql(remove, { id }),
    ]) {
      expect(refused.errors[0].extensions.code).toBe('USER_NOT_FOUND');
    }
  });
});
