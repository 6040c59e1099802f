import { describe, expect, it, vi } from 'vitest';
import { PasswordCheck } from '../model/password-check.js';
import { hashPassword } from '../model/passwords.js';
import { basic, Doors } from '../testing/doors.js';
import { type IdentityApplication, PASSWORD } from '../testing/identity-application.js';
import { identityForAll } from '../testing/identity-for-all.js';

let app: IdentityApplication;
let accountId: string;
identityForAll((identity) => {
  ({ app, accountId } = identity);
});

const { me } = new Doors(() => app);

describe('basic authentication', () => {
  it('hashes a password once, and again when it is another in the database', async () => {
    const { email, id } = await app.member({ accountId });
    const checked = vi.spyOn(app.nest.get(PasswordCheck), 'check');
    for (let times = 0; times < 3; times++) expect(await me(basic(email))).toBe(200);
    expect(checked).toHaveBeenCalledTimes(1);
    checked.mockRestore();
    const another = await hashPassword('another password');
    await app.sql('update identity.user set password_hash = $2 where id = $1', [id, another]);
    expect(await me(basic(email))).toBe(401);
    expect(await me(basic(email, 'another password'))).toBe(200);
  });

  it.each([
    ['a wrong password', (email: string) => basic(email, 'wrong')],
    ['an unknown address', () => basic('nobody@example.test')],
    ['no password', (email: string) => ({ authorization: `Basic ${Buffer.from(email).toString('base64')}` })],
    ['what is not base64', () => ({ authorization: 'Basic ???' })],
    ['a NUL', (email: string) => basic(`${email}\0`)],
    ['an endless one', () => basic('x'.repeat(2_000))],
  ])('with %s is refused', async (_what, headers) => {
    const { email } = await app.member({ accountId });
    expect(await me(headers(email))).toBe(401);
  });

  it('is not for who has a second factor', async () => {
    const { email, id } = await app.member({ accountId });
    expect(await me(basic(email))).toBe(200);
    await app.sql(
      `insert into identity.second_factor (user_id, account_id, sealed_secret, confirmed_at) values ($1, $2, 'x', now())`,
      [id, accountId],
    );
    expect(await me(basic(email))).toBe(401);
  });

  it('is locked out after many wrong passwords, like signing in', async () => {
    const { email } = await app.member({ accountId });
    for (let tries = 0; tries < 6; tries++) expect(await me(basic(email, `wrong ${tries}`))).toBe(401);
    expect(await me(basic(email))).toBe(401);
    const answer = await app.nobody.post('/api/v1/auth/login', { email, password: PASSWORD });
    expect(answer.status).toBe(401);
  });
});
