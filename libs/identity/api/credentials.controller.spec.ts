import { describe, expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import type { TaskRun } from '#platform/tasks/task-run.js';
import { until } from '#test/support/until.js';
import { waitingForLocks } from '#test/support/waiting-for-locks.js';
import { AnswerForgottenPasswordTask } from '../tasks/answer-forgotten-password.task.js';
import { CredentialRequests, NEXT_PASSWORD, stable, TOKEN_REFUSED } from '../testing/credential-requests.js';
import { type IdentityApplication, PASSWORD } from '../testing/identity-application.js';
import { address, identityForAll } from '../testing/identity-for-all.js';

let app: IdentityApplication;
let accountId: string;
identityForAll(
  (identity) => {
    ({ app, accountId } = identity);
  },
  { role: 'standalone' },
);

const { auth, statusOfLogin, userWith } = new CredentialRequests(() => app);
const typesOf = async (userId: string) => (await app.eventsOf(userId)).map(({ type }) => type);

describe('a forgotten password', () => {
  const forgot = (email: string) => auth('password/forgot', { email });

  it('is replaced by way of a mail, which ends all sign-ins and works once', async () => {
    const user = await app.signedIn({ accountId });
    const { email, id } = user.member;
    expect((await forgot(email)).status).toBe(202);
    const token = await app.mailedToken(email, /Choose a new password/);
    expect(stable(await auth('password/reset', { token, password: 'password123' }))).toMatchObject({ status: 422 });
    expect((await auth('password/reset', { token, password: NEXT_PASSWORD })).status).toBe(200);
    expect((await user.get('/api/v1/auth/me')).status).toBe(401);
    expect((await auth('refresh', { refreshToken: user.tokens?.refreshToken })).status).toBe(401);
    expect([await statusOfLogin(email, PASSWORD), await statusOfLogin(email, NEXT_PASSWORD)]).toEqual([401, 200]);
    expect(stable(await auth('password/reset', { token, password: 'yet another one' }))).toMatchObject(TOKEN_REFUSED);
    expect(await typesOf(id)).toEqual(
      expect.arrayContaining(['user.password_reset_requested', 'user.password_changed', 'sign_in.ended']),
    );
    await until('it is told', async () =>
      (await app.mailsTo(email)).some(({ subject }) => subject === 'Your password was changed'),
    );
  });

  it('of nobody answers the same, and mails nobody', async () => {
    const [known, unknown] = await Promise.all([forgot((await app.member({ accountId })).email), forgot(address())]);
    expect([known.status, known.body.data]).toEqual([unknown.status, unknown.body.data]);
  });

  it('mails one user three times at most, however often and even at once it is asked', async () => {
    const { email, id } = await app.member({ accountId });
    const task = app.nest.get(AnswerForgottenPasswordTask);
    await Promise.all(Array.from({ length: 6 }, () => task.run({ email }, { id: newId() } as TaskRun)));
    await forgot(email);
    await until('three', async () => (await app.mailsTo(email)).length === 3);
    const tokens = await app.sql('select from identity.one_time_token where user_id = $1', [id]);
    expect(tokens).toHaveLength(3);
  });

  it('is not replaced by a mail to an address that is no longer the user’s', async () => {
    const { email, id } = await app.member({ accountId });
    await forgot(email);
    const token = await app.mailedToken(email, /Choose/);
    await app.sql('update identity.user set email = $2 where id = $1', [id, address()]);
    expect(stable(await auth('password/reset', { token, password: NEXT_PASSWORD }))).toMatchObject(TOKEN_REFUSED);
  });
});

describe('managers', () => {
  it('change their own address like everybody else, and others’ at once', async () => {
    const [admin, { id, email }] = [await app.signedIn({ accountId }), await app.member({ accountId })];
    const own = await admin.patch(`/api/v1/users/${admin.member.id}`, { email: address() });
    expect(own).toMatchObject({ status: 403, body: { error: { details: { fields: ['email'] } } } });
    await auth('password/forgot', { email });
    const token = await app.mailedToken(email, /Choose/);
    expect((await admin.patch(`/api/v1/users/${id}`, { email: address() })).status).toBe(200);
    expect((await admin.patch(`/api/v1/users/${id}`, { email })).status).toBe(200);
    expect(stable(await auth('password/reset', { token, password: NEXT_PASSWORD }))).toMatchObject(TOKEN_REFUSED);
  });

  it('cannot give a password that everybody guesses', async () => {
    const admin = await app.signedIn({ accountId });
    const { status, body } = await admin.post('/api/v1/users', { email: address(), password: 'Password1234' });
    expect([status, Object.keys(body.error.details.fields)]).toEqual([422, ['password']]);
  });
});

describe('changing the password', () => {
  it('needs the old one, ends the other sign-ins and not this one', async () => {
    const user = await app.signedIn({ accountId });
    const { email } = user.member;
    const other = await app.signIn(email);
    const change = (current: string, next: string) => user.post('/api/v1/auth/password/change', { current, next });
    expect(stable(await change('not the one', NEXT_PASSWORD))).toMatchObject({
      status: 422,
      error: { details: { fields: { current: ['is not right'] } } },
    });
    expect(stable(await change(PASSWORD, email))).toMatchObject({
      error: { details: { fields: { next: expect.anything() } } },
    });
    expect((await change(PASSWORD, NEXT_PASSWORD)).status).toBe(200);
    expect([(await user.get('/api/v1/auth/me')).status, (await other.get('/api/v1/auth/me')).status]).toEqual([
      200, 401,
    ]);
    expect((await auth('refresh', { refreshToken: user.tokens?.refreshToken })).status).toBe(200);
    expect([await statusOfLogin(email, PASSWORD), await statusOfLogin(email, NEXT_PASSWORD)]).toEqual([401, 200]);
  });
});

it('a change of password that is under way lets nobody in by the old one', async () => {
  const { email, id } = await app.member({ accountId });
  await app.sql('begin');
  await app.sql(`update identity.user set password_hash = 'another' where id = $1`, [id]);
  const answer = statusOfLogin(email, PASSWORD);
  await until('it waits', () => waitingForLocks(app.owner));
  await app.sql('commit');
  expect(await answer).toBe(401);
});

describe('one’s own address', () => {
  it('changes when the new one is confirmed, and the old one is told before', async () => {
    const user = await app.signedIn({ accountId, roles: ['patient'] });
    const [old, email] = [user.member.email, address()];
    const change = (password: string) => user.post('/api/v1/auth/email', { email, password });
    expect((await change('not the one')).status).toBe(422);
    expect((await change(PASSWORD)).status).toBe(202);
    const token = await app.mailedToken(email, /Confirm your new/);
    await until('the old one is told', async () =>
      (await app.mailsTo(old)).some(({ subject }) => subject === 'Your e-mail address is about to change'),
    );
    expect([await statusOfLogin(old, PASSWORD), await statusOfLogin(email, PASSWORD)]).toEqual([200, 401]);
    expect((await auth('verify-email', { token })).status).toBe(200);
    expect([await statusOfLogin(old, PASSWORD), await statusOfLogin(email, PASSWORD)]).toEqual([401, 200]);
    expect((await userWith(email))?.email_verified_at).toBeInstanceOf(Date);
  });

  it('is asked for, confirmed and asked for again at the same time without anybody waiting for another', async () => {
    for (let round = 0; round < 5; round += 1) {
      const user = await app.signedIn({ accountId });
      const resend = () => user.post('/api/v1/auth/verify-email/resend');
      await resend();
      const token = await app.mailedToken(user.member.email, /Confirm your e-mail/);
      const change = () => user.post('/api/v1/auth/email', { email: address(), password: PASSWORD });
      const confirm = () => auth('verify-email', { token });
      const answers = await Promise.all([resend, confirm, change, resend, confirm, change, resend].map((ask) => ask()));
      for (const { status } of answers) expect([200, 202, 409, 422]).toContain(status);
    }
  });

  it('that somebody else has by then is not taken', async () => {
    const user = await app.signedIn({ accountId });
    const email = address();
    await user.post('/api/v1/auth/email', { email, password: PASSWORD });
    const token = await app.mailedToken(email, /Confirm your new/);
    await app.member({ accountId, email });
    expect(stable(await auth('verify-email', { token }))).toMatchObject({
      status: 409,
      error: { code: 'USER_EMAIL_CONFLICT' },
    });
  });

  it('can be shown to be one’s own later', async () => {
    const user = await app.signedIn({ accountId });
    const resend = () => user.post('/api/v1/auth/verify-email/resend');
    expect((await resend()).status).toBe(202);
    const token = await app.mailedToken(user.member.email, /Confirm your e-mail/);
    expect((await auth('verify-email', { token })).status).toBe(200);
    expect(stable(await resend())).toMatchObject({ status: 409, error: { code: 'EMAIL_VERIFIED_CONFLICT' } });
  });
});
