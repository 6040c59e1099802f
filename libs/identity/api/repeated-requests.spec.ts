import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseForAll } from '#test/support/database.js';
import type { Answer, Caller } from '../testing/caller.js';
import { NEXT_PASSWORD } from '../testing/credential-requests.js';
import { IdentityApplication, type Member, PASSWORD } from '../testing/identity-application.js';

const database = databaseForAll();
let app: IdentityApplication;
let accountId: string;
let user: Caller & { member: Member };

beforeAll(async () => {
  app = await IdentityApplication.start(database.ownerUrl);
  accountId = await app.account();
});
afterAll(() => app?.stop());
beforeEach(async () => {
  user = await app.signedIn({ accountId });
});

/** With a key. Sent again by the same user, it is the same request. */
const send = (path: string, body: object): Promise<Answer> =>
  user.send('POST', `/api/v1/auth/${path}`, body, { 'idempotency-key': 'one' });
const code = ({ status, body }: Answer) => [status, body.error?.code];
const LOST = [409, 'IDEMPOTENCY_RESULT_LOST'];
const REUSED = [422, 'IDEMPOTENCY_KEY_REUSED'];
const keys = () => app.sql('select state, body from platform.idempotency where user_id = $1', [user.member.id]);
const codeOf = (secret: string) => TOTP.generate({ secret: Secret.fromBase32(secret) });

describe('an API key that is asked for twice', () => {
  const SCOPES = { scopes: ['identity.user.view'] };

  it('is made once, and shown once', async () => {
    const [first, again] = [
      await send('api-keys', { name: 'Export', ...SCOPES }),
      await send('api-keys', { name: 'Export', ...SCOPES }),
    ];
    expect([first.status, first.body.data.key]).toEqual([201, expect.stringMatching(/^praxis_/)]);
    expect(code(again)).toEqual(LOST);
    expect(code(await send('api-keys', { name: 'Another', ...SCOPES }))).toEqual(REUSED);
    expect(await app.sql('select from identity.api_key where user_id = $1', [user.member.id])).toHaveLength(1);
    expect(await keys()).toEqual([{ state: 'answered', body: null }]);
  });

  it('is revoked once', async () => {
    const { body } = await user.post('/api/v1/auth/api-keys', { name: 'Export', ...SCOPES });
    const revoke = () =>
      user.send('DELETE', `/api/v1/auth/api-keys/${body.data.id}`, undefined, { 'idempotency-key': 'one' });
    const [first, again] = [await revoke(), await revoke()];
    expect(first.status).toBe(200);
    expect(again).toEqual(first);
  });
});

describe('a password that is changed twice', () => {
  it('is changed once and answered as before', async () => {
    const change = { current: PASSWORD, next: NEXT_PASSWORD };
    const [first, again] = [await send('password/change', change), await send('password/change', change)];
    expect(first.status).toBe(200);
    expect(again).toEqual(first);
    expect(code(await send('password/change', { ...change, next: 'yet another one' }))).toEqual(REUSED);
    expect(JSON.stringify(await keys())).not.toContain(NEXT_PASSWORD);
  });

  it('counts a wrong one towards the lock-out once', async () => {
    const wrong = { current: 'not the one', next: NEXT_PASSWORD };
    for (let n = 0; n < 12; n++) expect(code(await send('password/change', wrong))).toEqual([422, 'VALIDATION_FAILED']);
    expect((await user.post('/api/v1/auth/password/change', { current: PASSWORD, next: NEXT_PASSWORD })).status).toBe(
      200,
    );
  });
});

describe('a second factor', () => {
  it('is enrolled, confirmed and given new codes once, and no secret of it is kept', async () => {
    const password = { password: PASSWORD };
    const enrolled = await send('second-factor/enrol', password);
    expect(code(await send('second-factor/enrol', password))).toEqual(LOST);
    expect(code(await send('second-factor/confirm', { code: '000000' }))).toEqual(REUSED);
    expect(enrolled.body.data.secret).toBeDefined();
    await app.sql('delete from platform.idempotency');
    const confirmation = { code: codeOf(enrolled.body.data.secret) };
    expect((await send('second-factor/confirm', confirmation)).body.data.recoveryCodes).toHaveLength(10);
    expect(code(await send('second-factor/confirm', confirmation))).toEqual(LOST);
    expect(await keys()).toEqual([{ state: 'answered', body: null }]);
  });
});

it('keeps nothing of what signs somebody in', async () => {
  const signIn = () => send('login', { email: user.member.email, password: PASSWORD });
  const [first, again] = [await signIn(), await signIn()];
  expect(again.body.data.refreshToken).not.toBe(first.body.data.refreshToken);
  const { refreshToken } = first.body.data;
  expect((await send('refresh', { refreshToken })).status).toBe(200);
  expect(await keys()).toEqual([]);
});
