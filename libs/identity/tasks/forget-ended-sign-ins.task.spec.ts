import { describe, expect, it } from 'vitest';
import type { Caller } from '../testing/caller.js';
import { type IdentityApplication } from '../testing/identity-application.js';
import { identityForAll } from '../testing/identity-for-all.js';
import { ForgetEndedSignInsTask } from './forget-ended-sign-ins.task.js';

let app: IdentityApplication;
let accountId: string;
identityForAll((identity) => {
  ({ app, accountId } = identity);
});

const forget = () => app.nest.get(ForgetEndedSignInsTask).run();
const me = async (caller: Caller) => (await caller.get('/api/v1/auth/me')).status;

async function signInOf({ member }: { member: { id: string } }): Promise<string | undefined> {
  return (await app.sql<{ id: string }>('select id from identity.sign_in where user_id = $1', [member.id]))[0]?.id;
}

async function cutoffs(subject: string | undefined): Promise<number> {
  return (await app.sql('select from platform.cutoff where subject = $1', [subject])).length;
}

describe('forgetting', () => {
  it.each(['ended_at', 'expires_at'])('takes sign-ins whose %s is a day ago, with their cut-offs', async (over) => {
    const user = await app.signedIn({ accountId });
    await user.post('/api/v1/auth/logout');
    const signIn = await signInOf(user);
    await app.sql(`update identity.sign_in set ${over} = now() - interval '25 hours' where id = $1`, [signIn]);
    expect(await forget()).toEqual({ forgotten: 1 });
    expect([await signInOf(user), await cutoffs(signIn)]).toEqual([undefined, 0]);
    const refreshed = await app.nobody.post('/api/v1/auth/refresh', { refreshToken: user.tokens?.refreshToken });
    expect([refreshed.status, refreshed.body.error.code]).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('leaves sign-ins that go on, and those whose access tokens may still be about', async () => {
    const [here, gone] = [await app.signedIn({ accountId }), await app.signedIn({ accountId })];
    await gone.post('/api/v1/auth/logout');
    await app.sql(`update identity.sign_in set ended_at = now() - interval '23 hours' where id = $1`, [
      await signInOf(gone),
    ]);
    expect(await forget()).toEqual({ forgotten: 0 });
    expect([await me(here), await me(gone)]).toEqual([200, 401]);
  });

  it('takes the cut-offs of API keys that were revoked a day ago, which open nothing all the same', async () => {
    const user = await app.signedIn({ accountId });
    const made = await user.post('/api/v1/auth/api-keys', { name: 'x', scopes: ['identity.user.view'] });
    const { id, key } = made.body.data;
    await user.delete(`/api/v1/auth/api-keys/${id}`);
    await forget();
    expect(await cutoffs(id)).toBe(1);
    await app.sql(`update identity.api_key set revoked_at = now() - interval '25 hours' where id = $1`, [id]);
    await forget();
    expect(await cutoffs(id)).toBe(0);
    const answer = await app.nobody.send('GET', '/api/v1/auth/me', undefined, { 'x-api-key': key });
    expect(answer.status).toBe(401);
  });

  it('takes the cut-offs of users when all that was issued by then has expired, and no sooner', async () => {
    const [now, then] = [await app.signedIn({ accountId }), await app.signedIn({ accountId })];
    const admin = await app.signedIn({ accountId });
    for (const { member } of [now, then]) await admin.delete(`/api/v1/users/${member.id}`);
    await app.sql('update platform.cutoff set issued_until = issued_until - 25 * 3600000 where subject = $1', [
      then.member.id,
    ]);
    await forget();
    expect([await cutoffs(now.member.id), await cutoffs(then.member.id)]).toEqual([1, 0]);
    expect(await me(now)).toBe(401);
  });
});
