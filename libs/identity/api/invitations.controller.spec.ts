import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { databaseForAll } from '#test/support/database.js';
import { until } from '#test/support/until.js';
import type { Caller } from '../testing/caller.js';
import { whileHeld } from '../testing/held-rows.js';
import { IdentityApplication, type Member } from '../testing/identity-application.js';

const database = databaseForAll();
let app: IdentityApplication;
let accountId: string;
let admin: Caller & { member: Member };

beforeAll(async () => {
  app = await IdentityApplication.start(database.ownerUrl, { role: 'standalone' });
  accountId = await app.account();
  admin = await app.signedIn({ accountId });
});
afterAll(() => app?.stop());

const BASE = '/api/v1/invitations';
const PASSWORD = 'a quite different one';
const address = () => `${newId()}@example.test`;
const invite = (email: string, more: object = {}, by: Caller = admin) => by.post(BASE, { email, ...more });
const tokenFor = (email: string) => app.mailedToken(email, /You are invited/);
const accept = (token: string, more: object = {}) =>
  app.nobody.post('/api/v1/auth/accept-invitation', { token, password: PASSWORD, ...more });
const userWith = async (email: string) =>
  (await app.sql<{ id: string }>('select * from identity.user where email = $1', [email]))[0];

describe('an invitation', () => {
  it('makes an active user with the roles that it says, once', async () => {
    const email = address();
    const { status, body } = await invite(email.toUpperCase(), { roles: ['therapist'], profile: { firstName: 'Tom' } });
    expect(status).toBe(201);
    expect(body.data).toMatchObject({ email, roles: ['therapist'], state: 'open', invitedBy: admin.member.id });
    expect(body.data.actions.map(({ name }: { name: string }) => name)).toEqual(['resend', 'revoke', 'events']);
    expect(JSON.stringify(body)).not.toMatch(/token/i);
    const token = await tokenFor(email);
    const accepted = await accept(token, { profile: { lastName: 'Sievers' } });
    expect([accepted.status, accepted.body.data.email]).toEqual([201, email]);
    const user = await userWith(email);
    expect(user).toMatchObject({ active: true, roles: ['therapist'], first_name: 'Tom', last_name: 'Sievers' });
    expect(user).toMatchObject({ email_verified_at: expect.any(Date) });
    expect((await app.signIn(email, PASSWORD)).tokens).toBeDefined();
    expect((await accept(token)).status).toBe(422);
    const one = await admin.get(`${BASE}/${body.data.id}`);
    expect(one.body.data).toMatchObject({ state: 'accepted', userId: user?.id });
    const { results } = (await admin.get(`${BASE}/${body.data.id}/events`)).body;
    expect(results.map(({ type }: { type: string }) => type)).toEqual(['invitation.accepted', 'user.invited']);
  });

  it('is accepted by one of many who try at once', async () => {
    const email = address();
    await invite(email);
    const token = await tokenFor(email);
    const answers = await Promise.all(Array.from({ length: 8 }, () => accept(token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(expect.any(Number))]);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status } of answers) expect([201, 409, 422]).toContain(status);
  });

  it('that was sent again is good by the new mail only', async () => {
    const email = address();
    const { body } = await invite(email);
    const first = await tokenFor(email);
    expect((await admin.post(`${BASE}/${body.data.id}/resend`)).status).toBe(200);
    const second = await until('the second mail', async () => {
      const tokens = (await app.mailsTo(email)).map(({ text }) => /#token=([\w-]+)/.exec(text ?? '')?.[1]);
      return tokens.find((token) => token !== first);
    });
    expect((await accept(first)).status).toBe(422);
    expect((await accept(second as string)).status).toBe(201);
  });

  it.each([
    ['sent again', (id: string) => admin.post(`${BASE}/${id}/resend`)],
    ['revoked', (id: string) => admin.delete(`${BASE}/${id}`)],
  ])('that is just being %s is not accepted, and neither waits for the other', async (_what, change) => {
    const email = address();
    const { id } = (await invite(email)).body.data;
    const token = await tokenFor(email);
    const select = 'select from identity.invitation where id = $1 for update';
    const answers = await whileHeld(
      database.ownerUrl,
      select,
      [id],
      () => change(id),
      () => accept(token),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 422]);
  });

  it('that was revoked cannot be accepted, and not be revoked again', async () => {
    const email = address();
    const { body } = await invite(email);
    const token = await tokenFor(email);
    const revoked = await admin.delete(`${BASE}/${body.data.id}`);
    expect([revoked.status, revoked.body.data.state]).toEqual([200, 'revoked']);
    expect((await accept(token)).status).toBe(422);
    const again = await admin.delete(`${BASE}/${body.data.id}`);
    expect([again.status, again.body.error.code]).toEqual([409, 'INVITATION_STATE_CONFLICT']);
    expect((await invite(email)).status).toBe(201);
  });

  it('ends after seven days', async () => {
    const email = address();
    const { body } = await invite(email);
    const days = (Date.parse(body.data.expiresAt) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(6.9);
    expect(days).toBeLessThan(7.1);
    const token = await tokenFor(email);
    await app.sql('update identity.one_time_token set expires_at = now() where email = $1', [email]);
    expect((await accept(token)).status).toBe(422);
  });

  it('needs a seat, and gives it back when it comes to nothing', async () => {
    const email = address();
    await invite(email, { roles: ['therapist'] });
    const token = await tokenFor(email);
    app.accounts.seats.set(accountId, 0);
    const full = await accept(token);
    expect([full.status, full.body.error.code]).toEqual([409, 'PLAN_LIMIT_CONFLICT']);
    app.accounts.seats.set(accountId, 1);
    await app.member({ accountId: await app.account(), email });
    expect((await accept(token)).body.error.code).toBe('USER_EMAIL_CONFLICT');
    expect(app.accounts.seats.get(accountId)).toBe(1);
    app.accounts.seats.delete(accountId);
  });

  it('goes to nobody who is there or invited already, not even at once', async () => {
    expect((await invite(admin.member.email)).body.error.code).toBe('INVITATION_CONFLICT');
    const email = address();
    const answers = await Promise.all([1, 2, 3].map(() => invite(email)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  it('is made and seen by managers of the account only, who cannot give what they have not', async () => {
    const { body } = await invite(address());
    const therapist = await app.signedIn({ accountId, roles: ['therapist'] });
    const stranger = await app.signedIn({ accountId: await app.account() });
    expect((await invite(address(), {}, therapist)).status).toBe(403);
    expect((await therapist.get(BASE)).status).toBe(403);
    expect((await invite(address(), { roles: ['developer'] })).status).toBe(403);
    for (const send of [stranger.get, stranger.delete]) {
      const foreign = await send(`${BASE}/${body.data.id}`);
      expect([foreign.status, foreign.body.error.code]).toEqual([404, 'INVITATION_NOT_FOUND']);
    }
    expect((await stranger.get(BASE)).body.results).toEqual([]);
  });

  it('is found by the beginning of its address', async () => {
    const [email, other] = [address(), address()];
    await invite(email);
    await invite(other);
    const found = async (search: string) =>
      (await admin.get(`${BASE}?search=${search}`)).body.results.map(
        (invitation: { email: string }) => invitation.email,
      );
    expect(await found(email.slice(0, 36).toUpperCase())).toEqual([email]);
    expect(await found('xample.test')).toEqual([]);
  });

  it('is listed', async () => {
    const email = address();
    await invite(email);
    const { status, body } = await admin.get(`${BASE}?state=open&ordering=-createdAt&pageSize=1`);
    expect(status).toBe(200);
    expect(body.results).toEqual([expect.objectContaining({ email, state: 'open' })]);
    const query = '{ invitations(pageSize: 1) { count items { email state actions { name } events { type } } } }';
    const { data } = await admin.graphql(query);
    expect(data.invitations.items[0]).toMatchObject({ email, state: 'open', events: [{ type: 'user.invited' }] });
  });
});
