import { describe, expect, it } from 'vitest';
import { basic, Doors, type Headers } from '../testing/doors.js';
import { type IdentityApplication, PASSWORD } from '../testing/identity-application.js';
import { identityForAll } from '../testing/identity-for-all.js';

let app: IdentityApplication;
let accountId: string;
identityForAll((identity) => {
  ({ app, accountId } = identity);
});

const { inject, me, whoIs, keyOf, cookieOf } = new Doors(() => app);

/** A user, and every way in which they may come. */
async function everyDoor() {
  const user = await app.signedIn({ accountId, roles: ['therapist'] });
  const { key } = await keyOf(user);
  const { cookie } = await cookieOf(user.member.email);
  const doors: Record<string, Headers> = {
    'API key': { 'x-api-key': key },
    'API key in Authorization': { authorization: `ApiKey ${key}` },
    'access token': { authorization: `Bearer ${user.tokens?.accessToken}` },
    cookie: { cookie },
    basic: basic(user.member.email),
  };
  return { user, doors };
}

describe('every door', () => {
  it('lets its user in, and nobody after the user was deactivated', async () => {
    const { user, doors } = await everyDoor();
    for (const [door, headers] of Object.entries(doors))
      expect([door, await whoIs(headers)]).toEqual([door, user.member.id]);
    const admin = await app.signedIn({ accountId });
    await admin.delete(`/api/v1/users/${user.member.id}`);
    for (const [door, headers] of Object.entries(doors)) expect([door, await me(headers)]).toEqual([door, 401]);
  });

  it('is shut where the plan of the account has ended', async () => {
    const elsewhere = await app.account();
    const user = await app.signedIn({ accountId: elsewhere });
    const { key } = await keyOf(user);
    const { cookie } = await cookieOf(user.member.email);
    await app.standing(elsewhere, 'plan_inactive');
    const doors: Headers[] = [{ 'x-api-key': key }, { cookie }, basic(user.member.email)];
    for (const headers of doors) expect(await me(headers)).toBe(402);
  });

  it('decides alone: a bad credential is not made up for by a good one of a later kind', async () => {
    const { doors } = await everyDoor();
    const bad: Headers = { 'x-api-key': 'praxis_00000000_none' };
    expect(await me({ ...doors['access token'], ...bad })).toBe(401);
    expect(await me({ ...doors.cookie, authorization: 'Bearer none' })).toBe(401);
    expect(await me({ ...doors.basic, cookie: 'praxis_session=none' })).toBe(401);
  });

  it('is not looked at by what is public', async () => {
    const { email } = await app.member({ accountId });
    const bad: Headers[] = [
      { 'x-api-key': 'none' },
      { authorization: 'Basic none' },
      { cookie: 'praxis_session=none' },
    ];
    for (const headers of bad) {
      const answer = await inject('POST', '/api/v1/auth/login', headers, { email, password: PASSWORD });
      expect(answer.statusCode).toBe(200);
    }
  });
});
