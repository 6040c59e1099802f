import { createHmac } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SigningKey } from '#identity/model/signing-key.js';
import { type Json, type Practice, practice } from '#test/support/practice.js';
import { newPerson, PASSWORD, type Person, signIn } from './people.js';
import { bearer, everyDoor, knock, OPEN, SHUT, send } from './wire.js';

let clinic: Practice;
let key: SigningKey;
/** A good access token, and its parts. */
let good: string;
let claims: Json;
beforeAll(async () => {
  clinic = await practice();
  key = clinic.app.get(SigningKey, { strict: false });
  good = (await clinic.as('patient')).token;
  claims = new JwtService().decode(good);
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  send(clinic.url, 'POST', `/api/v1/auth/${path}`, { body, headers });

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
/** A token with any header, signed with whatever secret, or with none. */
function forged(header: object, change: object = {}, secret?: string, hash = 'sha256'): string {
  const head = `${encoded({ alg: 'HS256', typ: 'JWT', kid: key.id, ...header })}.${encoded({ ...claims, ...change })}`;
  return `${head}.${secret === undefined ? '' : createHmac(hash, secret).update(head).digest('base64url')}`;
}
/** Signed as we sign. */
const ours = (change: object) => forged({}, change, key.secret);

describe('a token opens no door', () => {
  it('unless it is good (so the forger here forges well)', async () => {
    expect(await everyDoor(clinic, good)).toEqual(OPEN);
    expect(await everyDoor(clinic, ours({}))).toEqual(OPEN);
  });

  it.each<[string, () => string]>([
    ['signed by nobody', () => forged({ alg: 'none' })],
    ['signed by nobody, spelled otherwise', () => forged({ alg: 'nOnE' })],
    ['without its signature', () => good.replace(/[^.]*$/, '')],
    [
      'with the signature of another',
      () => forged({}, { sub: clinic.id('admin') }).slice(0, -1) + good.slice(good.lastIndexOf('.')),
    ],
    [
      'with another’s roles',
      () => [good.split('.')[0], encoded({ ...claims, roles: ['admin'] }), good.split('.')[2]].join('.'),
    ],
    ['of another key', () => forged({}, {}, 'another secret that is long enough as well')],
    ['of an empty key', () => forged({}, {}, '')],
    ['of the key that its kid leads to', () => forged({ kid: '../../../../dev/null' }, {}, '')],
    ['of the key that its kid selects', () => forged({ kid: `x' union select 'own' --` }, {}, 'own')],
    ['of the key that it brings along', () => forged({ jwk: { kty: 'oct', k: 'b3du' } }, {}, 'own')],
    [
      'of the key that it points to',
      () => forged({ jku: 'http://127.0.0.1:1/keys', x5u: 'http://127.0.0.1:1/' }, {}, 'own'),
    ],
    ['of another algorithm with our key', () => forged({ alg: 'HS512' }, {}, key.secret, 'sha512')],
    ['for another audience', () => ours({ aud: 'somebody-else' })],
    ['for no audience', () => ours({ aud: undefined })],
    ['of another issuer', () => ours({ iss: 'somebody-else' })],
    ['of no issuer', () => ours({ iss: undefined })],
    ['that has expired', () => ours({ exp: Math.floor(Date.now() / 1000) - 1 })],
    ['that is not good yet', () => ours({ nbf: Math.floor(Date.now() / 1000) + 3_600 })],
  ])('%s', async (_what, token) => {
    expect(await everyDoor(clinic, token())).toEqual(SHUT);
  });

  it('made for something else', async () => {
    const { email } = await newPerson(clinic, 'patient');
    const { accessToken, refreshToken } = await signIn(clinic, email);
    const { cookie, csrfToken } = await signIn(clinic, email, { session: 'cookie' });
    const headers = bearer(accessToken);
    const { secret } = (await post('second-factor/enrol', { password: PASSWORD }, headers)).body.data;
    const code = new TOTP({ secret }).generate();
    expect((await post('second-factor/confirm', { code }, headers)).status).toBe(200);
    const { challenge } = await signIn(clinic, email);
    const session = cookie.split('=')[1] as string;
    for (const token of [refreshToken, challenge, csrfToken, session, code, email])
      expect([token, ...(await everyDoor(clinic, token))]).toEqual([token, ...SHUT]);
    for (const wrong of [accessToken, challenge, session, good, `${refreshToken}x`])
      expect((await post('refresh', { refreshToken: wrong })).status).toBe(401);
    for (const wrong of [accessToken, refreshToken, session])
      expect((await post('second-factor', { challenge: wrong, code })).status).toBe(401);
    for (const wrong of [accessToken, refreshToken, challenge])
      for (const name of ['praxis_session', '__Host-praxis_session']) {
        const asCookie = { cookie: `${name}=${wrong}` };
        expect((await send(clinic.url, 'GET', '/api/v1/auth/me', { headers: asCookie })).status).toBe(401);
        expect((await knock(clinic.url, {}, asCookie)).outcome).toBe('UNAUTHENTICATED');
      }
    expect(await everyDoor(clinic, accessToken)).toEqual(OPEN);
  });

  it('written in an address, a body or another header', async () => {
    const ask = (path: string, headers = {}) => send(clinic.url, 'GET', path, { headers });
    for (const name of ['token', 'access_token', 'authorization', 'api_key'])
      expect((await ask(`/api/v1/auth/me?${name}=${good}`)).status).toBe(401);
    for (const name of ['x-access-token', 'x-user-id', 'x-auth-token', 'x-forwarded-user', 'proxy-authorization'])
      expect((await ask('/api/v1/auth/me', { [name]: good })).status).toBe(401);
    const { socket, outcome } = await knock(`${clinic.url}?token=${good}`, {});
    socket.disconnect();
    expect(outcome).toBe('UNAUTHENTICATED');
  });
});

describe('every door is shut, and open sockets end,', () => {
  const asAdmin = () => clinic.as('admin');
  it.each<[string, (person: Person, tokens: Json) => Promise<unknown>]>([
    [
      'after signing out',
      (_, { accessToken }) => send(clinic.url, 'POST', '/api/v1/auth/logout', { headers: bearer(accessToken) }),
    ],
    ['after the user was deactivated', async ({ id }) => (await asAdmin()).delete(`/api/v1/users/${id}`)],
    [
      'after a role was taken away',
      async ({ id }) => (await asAdmin()).patch(`/api/v1/users/${id}`, { roles: ['patient'] }),
    ],
    [
      'after the password was changed elsewhere',
      async ({ email }) => {
        const { accessToken } = await signIn(clinic, email);
        await post('password/change', { current: PASSWORD, next: 'quite another password' }, bearer(accessToken));
      },
    ],
    [
      'after the password was reset',
      async ({ email }) => {
        await post('password/forgot', { email });
        let token = '';
        await clinic.until('the mail has come', async () => {
          const mail = (await clinic.mails()).find(
            ({ to, text }) => to?.[0]?.address === email && text?.includes('/reset'),
          );
          token = /#token=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? '';
          return token !== '';
        });
        expect((await post('password/reset', { token, password: 'quite another password' })).status).toBe(200);
      },
    ],
    [
      'after the refresh token was used twice',
      async (_, { refreshToken }) => {
        await post('refresh', { refreshToken });
        expect((await post('refresh', { refreshToken })).status).toBe(401);
      },
    ],
    [
      'after twenty used one refresh token at once',
      async (_, { refreshToken }) => {
        const answers = await Promise.all(Array.from({ length: 20 }, () => post('refresh', { refreshToken })));
        const won = answers.filter(({ status }) => status === 200);
        expect(won.length).toBeLessThanOrEqual(1);
        for (const { body } of won) {
          expect(await everyDoor(clinic, body.data.accessToken)).toEqual(SHUT);
          expect((await post('refresh', { refreshToken: body.data.refreshToken })).status).toBe(401);
        }
      },
    ],
  ])('%s', async (_what, happens) => {
    const person = await newPerson(clinic, 'editor', 'patient');
    const tokens = await signIn(clinic, person.email);
    expect(await everyDoor(clinic, tokens.accessToken)).toEqual(OPEN);
    const { socket } = await knock(clinic.url, { token: tokens.accessToken });
    await happens(person, tokens);
    expect(await everyDoor(clinic, tokens.accessToken)).toEqual(SHUT);
    await clinic.until('the socket has ended', () => !socket.connected);
  });
});
