import { describe, expect, it } from 'vitest';
import { sessionCookieIn, settingSessionCookie } from '../model/session-cookie.js';
import { Doors, type Headers } from '../testing/doors.js';
import { type IdentityApplication, PASSWORD } from '../testing/identity-application.js';
import { identityForAll } from '../testing/identity-for-all.js';

let app: IdentityApplication;
let accountId: string;
identityForAll((identity) => {
  ({ app, accountId } = identity);
});

const { inject, me, whoIs, cookieOf } = new Doors(() => app);

describe('a session cookie', () => {
  it('is out of the reach of scripts, and opaque', async () => {
    const user = await app.signedIn({ accountId });
    const { header, cookie, body } = await cookieOf(user.member.email);
    expect(header).toMatch(/^praxis_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(Object.keys(body).sort()).toEqual(['csrfToken', 'user']);
    const kept = await app.sql('select * from identity.sign_in where user_id = $1', [user.member.id]);
    expect(JSON.stringify(kept)).not.toContain(cookie.slice(-20));
  });

  it('changes nothing without the token of its own session', async () => {
    const user = await app.signedIn({ accountId });
    const [{ cookie, csrfToken }, another] = [await cookieOf(user.member.email), await cookieOf(user.member.email)];
    const change = async (headers: Headers) =>
      (
        await inject(
          'PATCH',
          `/api/v1/users/${user.member.id}`,
          { cookie, ...headers },
          { profile: { firstName: 'C' } },
        )
      ).statusCode;
    expect(await change({})).toBe(403);
    expect(await change({ 'x-csrf-token': 'x' })).toBe(403);
    expect(await change({ 'x-csrf-token': another.csrfToken })).toBe(403);
    expect(await change({ 'x-csrf-token': csrfToken })).toBe(200);
    const asked = await inject('GET', '/api/v1/auth/csrf', { cookie });
    expect(asked.json().data).toEqual({ csrfToken });
    const graphql = { query: 'mutation { endOtherSignInSessions }' };
    expect((await inject('POST', '/graphql', { cookie }, graphql)).json().errors[0].extensions.code).toBe(
      'PERMISSION_DENIED',
    );
  });

  it('changes nothing for a page of another origin, be it with the token', async () => {
    const user = await app.signedIn({ accountId });
    const { cookie, csrfToken } = await cookieOf(user.member.email);
    const change = async (headers: Headers) =>
      (
        await inject(
          'PATCH',
          `/api/v1/users/${user.member.id}`,
          { cookie, 'x-csrf-token': csrfToken, host: 'praxis.test', ...headers },
          {},
        )
      ).statusCode;
    expect(await change({ origin: 'https://praxis.test', 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await change({ origin: 'https://evil.test' })).toBe(403);
    expect(await change({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await change({ origin: 'https://sub.praxis.test', 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await change({ origin: 'null' })).toBe(403);
  });

  it('is not given to pages of another origin', async () => {
    const { email } = await app.member({ accountId });
    const answer = await inject(
      'POST',
      '/api/v1/auth/login',
      { 'sec-fetch-site': 'cross-site' },
      { email, password: PASSWORD, session: 'cookie' },
    );
    expect([answer.statusCode, answer.headers['set-cookie']]).toEqual([403, undefined]);
  });

  it('is a new one with each sign-in, which ends the one brought along, whosever it is', async () => {
    const [one, two] = [await app.member({ accountId }), await app.member({ accountId: await app.account() })];
    const planted = await cookieOf(one.email);
    const fresh = await cookieOf(two.email, { cookie: planted.cookie });
    expect(fresh.cookie).not.toBe(planted.cookie);
    expect(await whoIs({ cookie: fresh.cookie })).toBe(two.id);
    expect(await me({ cookie: planted.cookie })).toBe(401);
    const made = await cookieOf(two.email, { cookie: 'praxis_session=chosen-by-somebody-else' });
    expect(made.cookie).not.toContain('chosen');
  });

  it('ends with signing out, and the browser forgets it', async () => {
    const { email } = await app.member({ accountId });
    const { cookie, csrfToken } = await cookieOf(email);
    const answer = await inject('POST', '/api/v1/auth/logout', { cookie, 'x-csrf-token': csrfToken });
    expect(answer.headers['set-cookie']).toMatch(/^praxis_session=; .*Max-Age=0$/);
    expect(await me({ cookie })).toBe(401);
  });

  it('ends when nothing was asked for twelve hours', async () => {
    const { email, id } = await app.member({ accountId });
    const { cookie } = await cookieOf(email);
    const idle = (hours: number) =>
      app.sql(`update identity.sign_in set refreshed_at = now() - make_interval(hours => $2) where user_id = $1`, [
        id,
        hours,
      ]);
    await idle(11);
    expect(await me({ cookie })).toBe(200);
    await idle(13);
    expect(await me({ cookie })).toBe(401);
  });

  it('over https can be set by nobody else', () => {
    expect(settingSessionCookie('v', true)).toBe('__Host-praxis_session=v; Path=/; HttpOnly; Secure; SameSite=Lax');
    expect(sessionCookieIn('a=b; praxis_session=planted; __Host-praxis_session=ours')).toBe('ours');
  });
});
