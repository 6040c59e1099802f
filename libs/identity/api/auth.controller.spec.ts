import { JwtService } from '@nestjs/jwt';
import { describe, expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { until } from '#test/support/until.js';
import { waitingForLocks } from '#test/support/waiting-for-locks.js';
import { Caller } from '../testing/caller.js';
import { type IdentityApplication, type Member, PASSWORD } from '../testing/identity-application.js';
import { identityForAll } from '../testing/identity-for-all.js';

let app: IdentityApplication;
let accountId: string;
identityForAll((identity) => {
  ({ app, accountId } = identity);
});

const login = (email: string, password = PASSWORD) => app.nobody.post('/api/v1/auth/login', { email, password });
const refresh = (refreshToken: string | undefined) => app.nobody.post('/api/v1/auth/refresh', { refreshToken });
const me = (caller: Caller) => caller.get('/api/v1/auth/me');
const deactivate = async ({ id }: Member) => {
  const admin = await app.signedIn({ accountId });
  expect((await admin.delete(`/api/v1/users/${id}`)).status).toBe(200);
};
/** An error without what differs from one request to the next. */
const stable = ({ status, body }: { status: number; body: { error: Record<string, unknown> } }) => {
  const { timestamp, requestId, ...error } = body.error;
  return { status, error };
};

describe('signing in', () => {
  it('gives tokens and the user', async () => {
    const member = await app.member({ accountId, profile: { firstName: 'Anna', birthDate: '1980-02-29' } });
    const { status, body } = await login(member.email);
    expect(status).toBe(200);
    const { accessToken, refreshToken, expiresIn, user, ...rest } = body.data;
    expect(expiresIn).toBe(900);
    expect(refreshToken).not.toBe(accessToken);
    expect(rest).toEqual({});
    expect(user).toEqual({
      id: member.id,
      email: member.email,
      profile: { firstName: 'Anna', lastName: null, birthDate: '1980-02-29', birthPlace: null, profilePicture: null },
      roles: ['admin'],
      active: true,
      emailVerified: false,
      lockedUntil: null,
      secondFactor: false,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updatedAt: user.createdAt,
      actions: [
        { name: 'update', method: 'PATCH', href: `/api/v1/users/${member.id}` },
        { name: 'set-picture', method: 'PUT', href: `/api/v1/users/${member.id}/picture` },
        { name: 'events', method: 'GET', href: `/api/v1/users/${member.id}/events` },
      ],
    });
    const claims = new JwtService().decode(accessToken);
    expect(claims).toMatchObject({ sub: member.id, acc: accountId, roles: ['admin'] });
    expect((await me(new Caller(app.nest, body.data))).body.data).toEqual(user);
  });

  it('takes the address in any case', async () => {
    const { email } = await app.member({ accountId });
    expect((await login(email.toUpperCase())).status).toBe(200);
  });

  it('answers the same whatever is wrong', async () => {
    const { email } = await app.member({ accountId });
    const gone = await app.member({ accountId });
    await deactivate(gone);
    const answers = await Promise.all([
      login(email, 'not the password'),
      login(`${newId()}@example.test`),
      login('not even an address'),
      login(gone.email),
    ]);
    for (const answer of answers) expect(stable(answer)).toEqual(stable(answers[0] as never));
    expect(stable(answers[0] as never)).toMatchObject({ status: 401, error: { code: 'UNAUTHENTICATED', details: {} } });
  });

  it('takes as long for an unknown address as for a wrong password', async () => {
    const { email } = await app.member({ accountId });
    const fastest = { known: Number.POSITIVE_INFINITY, unknown: Number.POSITIVE_INFINITY };
    const measure = async (kind: keyof typeof fastest, address: string) => {
      const started = performance.now();
      await login(address, 'not the password');
      fastest[kind] = Math.min(fastest[kind], performance.now() - started);
    };
    // What a busy machine adds passes; without the hash the ratio would be a tenth however often it is tried.
    let ratio = 0;
    for (let round = 0; round < 60 && (round < 5 || ratio < 0.7 || ratio > 1.4); round++) {
      await measure('known', email);
      await measure('unknown', `${newId()}@example.test`);
      ratio = fastest.unknown / fastest.known;
    }
    expect(ratio).toBeGreaterThan(0.7);
    expect(ratio).toBeLessThan(1.4);
  });

  it('refuses a body that is not as it should be', async () => {
    const answer = await app.nobody.post('/api/v1/auth/login', { email: 7, password: '', admin: true });
    expect(answer.status).toBe(422);
    expect(answer.body.error.details.fields).toEqual({
      email: expect.arrayContaining(['must be a text']),
      password: ['must not be empty'],
      admin: ['is not a field of this request'],
    });
  });

  it('waits for a deactivation that is under way, and then refuses', async () => {
    const { id, email } = await app.member({ accountId });
    await app.sql('begin');
    await app.sql('update identity.user set active = false where id = $1', [id]);
    const answer = login(email);
    await until('it waits', () => waitingForLocks(app.owner));
    await app.sql('commit');
    expect((await answer).status).toBe(401);
  });
});

describe('a request', () => {
  it.each([
    ['without a credential', undefined],
    ['with an empty header', ''],
    ['of another scheme', 'Basic dXNlcjpwYXNzd29yZA=='],
    ['with a token of nobody', 'Bearer abc.def.ghi'],
    ['with two tokens', 'Bearer abc def'],
  ])('%s is not authenticated', async (_what, authorization) => {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const { status, body } = await app.nobody.send('GET', '/api/v1/auth/me', undefined, headers);
    expect([status, body.error.code]).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('needs an account that may be worked in', async () => {
    const elsewhere = await app.account();
    const admin = await app.signedIn({ accountId: elsewhere });
    await app.standing(elsewhere, 'plan_inactive');
    expect(stable(await me(admin))).toMatchObject({ status: 402, error: { code: 'PLAN_INACTIVE' } });
    await app.standing(elsewhere, 'suspended');
    expect(stable(await me(admin))).toMatchObject({ status: 403, error: { code: 'ACCOUNT_REQUIRED' } });
    await app.standing(elsewhere, 'active');
    expect((await me(admin)).status).toBe(200);
  });
});

describe('refreshing', () => {
  it('gives new tokens for old', async () => {
    const first = await app.signedIn({ accountId });
    const { status, body } = await refresh(first.tokens?.refreshToken);
    expect(status).toBe(200);
    expect(body.data.user.id).toBe(first.member.id);
    expect(body.data.refreshToken).not.toBe(first.tokens?.refreshToken);
    expect((await me(new Caller(app.nest, body.data))).status).toBe(200);
    expect((await refresh(body.data.refreshToken)).status).toBe(200);
  });

  it('with a token that was used ends the whole sign-in, once, and no other', async () => {
    const first = await app.signedIn({ accountId });
    const other = await app.signIn(first.member.email);
    const second = new Caller(app.nest, (await refresh(first.tokens?.refreshToken)).body.data);
    const reused = await refresh(first.tokens?.refreshToken);
    expect(stable(reused)).toMatchObject({ status: 401, error: { code: 'UNAUTHENTICATED' } });
    expect((await me(second)).status).toBe(401);
    expect((await me(first)).status).toBe(401);
    expect((await refresh(second.tokens?.refreshToken)).status).toBe(401);
    expect((await refresh(first.tokens?.refreshToken)).status).toBe(401);
    expect(await ends(first.member)).toEqual([
      { userId: first.member.id, signInId: signInOf(first), reason: 'refresh_token_reused' },
    ]);
    expect((await me(other)).status).toBe(200);
    expect((await refresh(other.tokens?.refreshToken)).status).toBe(200);
  });

  it('many times at once lets one through and ends the sign-in', async () => {
    const first = await app.signedIn({ accountId });
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(first.tokens?.refreshToken)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401, 401, 401, 401]);
    const winner = new Caller(app.nest, answers.find(({ status }) => status === 200)?.body.data);
    expect((await me(winner)).status).toBe(401);
    expect((await refresh(winner.tokens?.refreshToken)).status).toBe(401);
    expect(await ends(first.member)).toHaveLength(1);
  });

  it('with a token that was never given out ends nothing', async () => {
    const first = await app.signedIn({ accountId });
    const { sub, acc, sid, exp } = new JwtService().decode(first.tokens?.refreshToken as string);
    const claims = { sub, acc, sid, exp, iss: 'praxis', aud: 'praxis:refresh', jti: newId() };
    const forged = new JwtService().sign(claims, { secret: 'a secret of somebody else' });
    expect((await refresh(forged)).status).toBe(401);
    expect((await refresh(first.tokens?.accessToken)).status).toBe(401);
    expect((await me(first)).status).toBe(200);
    expect((await refresh(first.tokens?.refreshToken)).status).toBe(200);
  });

  it('waits for a deactivation that is under way, and then refuses', async () => {
    const first = await app.signedIn({ accountId });
    await app.sql('begin');
    await app.sql('update identity.user set active = false where id = $1', [first.member.id]);
    const answer = refresh(first.tokens?.refreshToken);
    await until('it waits', () => waitingForLocks(app.owner));
    await app.sql('commit');
    expect((await answer).status).toBe(401);
  });

  it('tells roles as they are now', async () => {
    const admin = await app.signedIn({ accountId });
    const editor = await app.signedIn({ accountId, roles: ['editor'] });
    await admin.patch(`/api/v1/users/${editor.member.id}`, { roles: ['therapist'] });
    const { body } = await refresh(editor.tokens?.refreshToken);
    expect(body.data.user.roles).toEqual(['therapist']);
    expect(new JwtService().decode(body.data.accessToken).roles).toEqual(['therapist']);
  });
});

describe('signing out', () => {
  it('ends this sign-in at once, and no other', async () => {
    const first = await app.signedIn({ accountId, roles: ['patient'] });
    const other = await app.signIn(first.member.email);
    const { status, body } = await first.post('/api/v1/auth/logout');
    expect([status, body.data]).toEqual([200, { signedOut: true }]);
    expect((await me(first)).status).toBe(401);
    expect((await refresh(first.tokens?.refreshToken)).status).toBe(401);
    expect((await me(other)).status).toBe(200);
    expect(await ends(first.member)).toEqual([
      { userId: first.member.id, signInId: signInOf(first), reason: 'signed_out' },
    ]);
    const told = (await app.eventsOf(first.member.id)).filter(({ type }) => type === 'sign_in.ended');
    expect(told).toEqual([expect.objectContaining({ actor_id: first.member.id })]);
  });

  it('twice is refused', async () => {
    const first = await app.signedIn({ accountId });
    await first.post('/api/v1/auth/logout');
    expect((await first.post('/api/v1/auth/logout')).status).toBe(401);
  });
});

it('keeps no password and no token, and logs neither these nor addresses', async () => {
  const first = await app.signedIn({ accountId });
  const next = await refresh(first.tokens?.refreshToken);
  await login(first.member.email, 'a wrong password');
  await refresh(first.tokens?.refreshToken);
  await app.nobody.send('GET', '/api/v1/auth/me', undefined, { authorization: 'Bearer broken-token' });
  const kept = JSON.stringify([
    await app.sql('select * from identity.user'),
    await app.sql('select * from identity.sign_in'),
  ]);
  const tokens = [first.tokens, next.body.data].flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken]);
  const secrets = [PASSWORD, 'a wrong password', ...tokens];
  for (const secret of secrets) expect(kept).not.toContain(secret);
  expect(app.log.length).toBeGreaterThan(0);
  for (const secret of [...secrets, first.member.email, 'broken-token']) expect(app.log.join('')).not.toContain(secret);
});

const signInOf = (caller: Caller): string => new JwtService().decode(caller.tokens?.accessToken as string).sid;

async function ends({ id }: Member): Promise<unknown[]> {
  const events = await app.eventsOf(id);
  return events.filter(({ type }) => type === 'sign_in.ended').map(({ data }) => data);
}
