import { describe, expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { until } from '#test/support/until.js';
import { CredentialRequests, NEXT_PASSWORD, stable, TOKEN_REFUSED } from '../testing/credential-requests.js';
import { type IdentityApplication, PASSWORD } from '../testing/identity-application.js';
import { address, identityForAll } from '../testing/identity-for-all.js';

let app: IdentityApplication;
let accountId: string;
identityForAll(
  (identity) => {
    ({ app, accountId } = identity);
    app.accounts.openForRegistration.add(accountId);
  },
  { role: 'standalone' },
);

const { auth, statusOfLogin, userWith } = new CredentialRequests(() => app);
const register = (email: string, more: object = {}) =>
  auth('register', { account: accountId, email, password: NEXT_PASSWORD, ...more });
const typesOf = async (userId: string) => (await app.eventsOf(userId)).map(({ type }) => type);

describe('registering', () => {
  it('makes a patient once the address is confirmed, and not before', async () => {
    const email = address();
    const answer = await register(email, { profile: { firstName: 'Rosa' } });
    expect([answer.status, answer.body.data]).toEqual([202, { accepted: true }]);
    const token = await app.mailedToken(email, /Confirm your registration/);
    expect(await statusOfLogin(email, NEXT_PASSWORD)).toBe(401);
    expect(await userWith(email)).toBeUndefined();
    expect((await auth('verify-email', { token })).status).toBe(200);
    expect(await statusOfLogin(email, NEXT_PASSWORD)).toBe(200);
    const user = await userWith(email);
    expect(user).toMatchObject({ roles: ['patient'], active: true, first_name: 'Rosa' });
    expect((await typesOf(user?.id ?? '')).slice(0, 2)).toEqual(['user.registered', 'user.email_verified']);
    expect(stable(await auth('verify-email', { token }))).toMatchObject(TOKEN_REFUSED);
  });

  it('answers the same, and mails something else, where there is an account', async () => {
    const { email } = await app.member({ accountId });
    const [known, unknown] = await Promise.all([register(email), register(address())]);
    expect([known.status, known.body.data]).toEqual([unknown.status, unknown.body.data]);
    await until('the mail', async () => (await app.mailsTo(email)).length > 0);
    const [mail, ...others] = await app.mailsTo(email);
    expect([mail?.subject, others]).toEqual(['You have an account already', []]);
    expect(mail?.text).not.toContain('token=');
    expect(await statusOfLogin(email, PASSWORD)).toBe(200);
  });

  it('is refused, in the same way, where it is not open and where there is no account', async () => {
    const closed = await app.account();
    const answers = await Promise.all(
      [closed, newId(), 'no-such-practice'].map((account) => register(address(), { account })),
    );
    for (const answer of answers) expect(stable(answer)).toEqual(stable(answers[0] as never));
    expect(answers[0]).toMatchObject({ status: 403, body: { error: { code: 'PERMISSION_DENIED' } } });
  });

  it.each([
    ['roles', { roles: ['owner'] }],
    ['a short password', { password: 'short' }],
    ['a common password', { password: 'Password1234' }],
    ['no address', { email: 'nobody' }],
  ])('refuses %s', async (_what, wrong) => {
    expect((await register(address(), wrong)).status).toBe(422);
  });

  it('of the same address twice takes whose mail comes back, with that one’s own password', async () => {
    const email = address();
    await register(email, { password: 'what a thief chose' });
    const thiefs = await app.mailedToken(email, /Confirm/);
    await register(email);
    const own = await until('the second mail', async () => {
      const tokens = (await app.mailsTo(email)).map(({ text }) => /#token=([\w-]+)/.exec(text ?? '')?.[1]);
      return tokens.find((token) => token !== thiefs);
    });
    expect((await auth('verify-email', { token: own })).status).toBe(200);
    expect(await statusOfLogin(email, NEXT_PASSWORD)).toBe(200);
    expect(stable(await auth('verify-email', { token: thiefs }))).toMatchObject({ status: 409 });
    expect(await statusOfLogin(email, 'what a thief chose')).toBe(401);
  });
});

describe('a token', () => {
  it('is kept as a hash, and is in no task, event or log', async () => {
    const email = address();
    await register(email);
    const token = await app.mailedToken(email, /Confirm/);
    const kept = await app.sql(`select (select json_agg(t) from identity.one_time_token t) tokens,
      (select json_agg(e.data) from messaging.event e) events, (select json_agg(o) from messaging.task_outbox o) outbox`);
    expect(JSON.stringify(kept)).not.toContain(token);
    expect(app.log.join('')).not.toContain(token);
    expect(app.log.join('')).not.toContain(email);
  });

  it('lets one of many through who bring it at the same time', async () => {
    const email = address();
    await register(email);
    const token = await app.mailedToken(email, /Confirm/);
    const answers = await Promise.all(Array.from({ length: 10 }, () => auth('verify-email', { token })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(422)]);
  });

  it.each([
    ['was changed', (token: string) => `${token.slice(0, -2)}AA`],
    ['is none', () => 'nonsense'],
  ])('that %s is refused', async (_what, changed) => {
    const email = address();
    await register(email);
    const token = changed(await app.mailedToken(email, /Confirm/));
    expect(stable(await auth('verify-email', { token }))).toMatchObject(TOKEN_REFUSED);
  });

  it('is good for nothing but what it was mailed for', async () => {
    const user = await app.signedIn({ accountId });
    const { email } = user.member;
    await user.post('/api/v1/auth/verify-email/resend');
    const ofAddress = await app.mailedToken(email, /Confirm your e-mail/);
    expect(stable(await auth('password/reset', { token: ofAddress, password: NEXT_PASSWORD }))).toMatchObject(
      TOKEN_REFUSED,
    );
    await auth('password/forgot', { email });
    const ofPassword = await app.mailedToken(email, /Choose/);
    expect(stable(await auth('verify-email', { token: ofPassword }))).toMatchObject(TOKEN_REFUSED);
    expect(stable(await auth('accept-invitation', { token: ofPassword, password: NEXT_PASSWORD }))).toMatchObject(
      TOKEN_REFUSED,
    );
  });

  it('ends', async () => {
    const email = address();
    await register(email);
    const token = await app.mailedToken(email, /Confirm/);
    await app.sql(`update identity.one_time_token set expires_at = now() where email = $1`, [email]);
    expect(stable(await auth('verify-email', { token }))).toMatchObject(TOKEN_REFUSED);
  });
});
