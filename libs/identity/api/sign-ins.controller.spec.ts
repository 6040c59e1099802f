import { describe, expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import type { IdentityApplication } from '../testing/identity-application.js';
import { identityForAll } from '../testing/identity-for-all.js';

let app: IdentityApplication;
let accountId: string;
identityForAll((identity) => {
  ({ app, accountId } = identity);
});

const SESSIONS = '/api/v1/auth/sessions';
const HISTORY = (id: string) => `/api/v1/events?targetType=sign_in&targetId=${id}`;
const ONE = 'query ($id: ID!) { signInSession(id: $id) { id current createdAt actions { name } events { type } } }';
const somewhere = () => app.signedIn({ accountId, roles: ['patient'] });
const me = async (caller: { get(url: string): Promise<{ status: number }> }) =>
  (await caller.get('/api/v1/auth/me')).status;

describe('where somebody is signed in', () => {
  it('is theirs to see, and nobody else’s', async () => {
    const here = await somewhere();
    await app.nest.inject({
      method: 'POST',
      url: '/api/v1/auth/login',
      headers: { 'user-agent': 'Firefox' },
      payload: { email: here.member.email, password: 'correct horse', session: 'cookie' },
    });
    await somewhere();
    const { body } = await here.get(SESSIONS);
    expect(body.results).toHaveLength(2);
    const [newest, first] = body.results;
    expect(newest).toMatchObject({ session: 'cookie', current: false, address: '127.0.0.1', userAgent: 'Firefox' });
    expect(first).toMatchObject({ session: 'token', current: true, lastUsedAt: expect.any(String) });
    const href = `${SESSIONS}/${first.id}`;
    expect(first.actions).toEqual([
      { name: 'end', method: 'DELETE', href },
      { name: 'events', method: 'GET', href: `${href}/events` },
    ]);
    expect((await here.get(href)).body.data).toEqual(first);
    const { results } = (await here.get(`${href}/events`)).body;
    expect(results).toMatchObject([{ type: 'sign_in.opened', data: { signInId: first.id, session: 'token' } }]);
    expect((await here.get(HISTORY(first.id))).body.results).toEqual(results);
    expect((await here.get(`${SESSIONS}?fields=id,current`)).body.results[1]).toEqual({ id: first.id, current: true });
    expect(JSON.stringify(body)).not.toMatch(/hash/i);
  });

  it('ends where they say, with the next request and with refreshing, and is told', async () => {
    const here = await somewhere();
    const there = await app.signIn(here.member.email);
    const other = (await here.get(SESSIONS)).body.results.find(({ current }: { current: boolean }) => !current);
    expect((await here.delete(`${SESSIONS}/${other.id}`)).status).toBe(200);
    expect([await me(here), await me(there)]).toEqual([200, 401]);
    const refreshed = await app.nobody.post('/api/v1/auth/refresh', { refreshToken: there.tokens?.refreshToken });
    expect(refreshed.status).toBe(401);
    expect((await here.delete(`${SESSIONS}/${other.id}`)).body.error.code).toBe('SIGN_IN_NOT_FOUND');
    const events = await app.eventsOf(here.member.id);
    const opened = await app.sql('select type, data from messaging.event where target_id = $1', [other.id]);
    expect(opened).toEqual([
      { type: 'sign_in.opened', data: { signInId: other.id, userId: here.member.id, session: 'token' } },
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'sign_in.ended', data: { signInId: other.id, reason: 'revoked' } });
  });

  it('ends everywhere else at once', async () => {
    const here = await somewhere();
    const others = [await app.signIn(here.member.email), await app.signIn(here.member.email)];
    expect((await here.delete(SESSIONS)).body.data).toEqual({ ended: 2 });
    expect(await Promise.all([here, ...others].map(me))).toEqual([200, 401, 401]);
    expect((await here.delete(SESSIONS)).body.data).toEqual({ ended: 0 });
  });

  it('is not seen or ended by others, be they managers or of another account', async () => {
    const here = await somewhere();
    const { id } = (await here.get(SESSIONS)).body.results[0];
    // Managers have the whole audit trail.
    expect((await (await somewhere()).get(HISTORY(id))).status).toBe(403);
    for (const nosy of [await app.signedIn({ accountId }), await app.signedIn({ accountId: await app.account() })]) {
      for (const path of [`${SESSIONS}/${id}`, `${SESSIONS}/${id}/events`, `${SESSIONS}/${newId()}`]) {
        expect((await nosy.get(path)).body.error.code).toBe('SIGN_IN_NOT_FOUND');
      }
      expect((await nosy.graphql(ONE, { id })).errors[0].extensions.code).toBe('SIGN_IN_NOT_FOUND');
      expect((await nosy.delete(`${SESSIONS}/${id}`)).body.error.code).toBe('SIGN_IN_NOT_FOUND');
      expect((await nosy.delete(`${SESSIONS}/${newId()}`)).body.error.code).toBe('SIGN_IN_NOT_FOUND');
    }
    expect(await me(here)).toBe(200);
  });

  it('is the same over GraphQL', async () => {
    const here = await somewhere();
    const there = await app.signIn(here.member.email);
    const { data } = await here.graphql('{ signInSessions { count items { id current createdAt actions { name } } } }');
    expect(data.signInSessions.count).toBe(2);
    const other = data.signInSessions.items.find(({ current }: { current: boolean }) => !current);
    const { signInSession } = (await here.graphql(ONE, { id: other.id })).data;
    expect(signInSession).toEqual({ ...other, events: [{ type: 'sign_in.opened' }] });
    await here.graphql('mutation ($id: ID!) { endSignInSession(id: $id) }', { id: other.id });
    expect((await here.get(`${SESSIONS}/${other.id}`)).body.error.code).toBe('SIGN_IN_NOT_FOUND');
    expect(await me(there)).toBe(401);
    expect((await here.graphql('mutation { endOtherSignInSessions }')).data).toEqual({ endOtherSignInSessions: 0 });
  });
});
