import { JwtService } from '@nestjs/jwt';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { AccessTokens, type IssuedTo } from './access-tokens.js';
import { InvalidTokenError, SignInEndedError } from './identity-errors.js';
import { RefreshTokens } from './refresh-tokens.js';
import { SigningKey } from './signing-key.js';

const key = new SigningKey('a secret that is long enough to be taken');
const tokens = new AccessTokens(key);
const refreshTokens = new RefreshTokens(key);

const actor = (): IssuedTo => ({
  userId: newId(),
  accountId: newId(),
  roles: ['therapist', 'admin'],
  signInId: newId(),
  issuedAt: Date.now(),
});
const verify = async (token: string) => tokens.verify(token);

afterEach(() => {
  vi.useRealTimers();
});

describe('an access token', () => {
  it('carries who acts, and until when', async () => {
    const holder = actor();
    const now = Math.floor(Date.now() / 1000);
    const { expiresAt, ...carried } = await verify(tokens.issue(holder));
    expect(carried).toEqual({ ...holder, credential: 'token' });
    expect(expiresAt / 1000 - now).toBeGreaterThanOrEqual(900);
    expect(expiresAt / 1000 - now).toBeLessThanOrEqual(901);
  });

  it('names its key, its issuer and whom it is for', () => {
    const { header, payload } = new JwtService().decode(tokens.issue(actor()), { complete: true });
    expect(header).toMatchObject({ alg: 'HS256', kid: key.id });
    expect(payload).toMatchObject({ iss: 'praxis', aud: 'praxis:api' });
  });

  it('is looked up, not checked again, when it comes back', async () => {
    const token = tokens.issue(actor());
    const first = await verify(token);
    expect(tokens.verify(token)).toBe(first);
  });

  it('ends after 15 minutes, also where it was seen before', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const token = tokens.issue(actor());
    await verify(token);
    vi.setSystemTime(Date.now() + 14 * 60_000);
    await verify(token);
    vi.setSystemTime(Date.now() + 2 * 60_000);
    await expect(verify(token)).rejects.toThrow(InvalidTokenError);
  });

  const claims = { acc: newId(), roles: ['owner'], sid: newId(), iatMs: 0 };
  const ours = { secret: key.secret, subject: newId(), issuer: 'praxis', audience: 'praxis:api' };
  const [header, payload] = tokens.issue(actor()).split('.') as [string, string, string];
  const unsigned = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
  it.each([
    ['signed with another secret', new JwtService().sign(claims, { ...ours, secret: 'another one' })],
    ['of another issuer', new JwtService().sign(claims, { ...ours, issuer: 'somebody' })],
    ['for another audience', new JwtService().sign(claims, { ...ours, audience: 'praxis:refresh' })],
    ['of another algorithm', new JwtService().sign(claims, { ...ours, algorithm: 'HS512' })],
    ['not signed', `${unsigned}.${payload}.`],
    ['without its signature', `${header}.${payload}`],
    ['with the payload changed', `${header}.${Buffer.from('{"sub":"x"}').toString('base64url')}.AAAA`],
    [
      'that is a refresh token',
      refreshTokens.issue({ id: newId(), userId: newId(), accountId: newId() }, new Date(2e12)),
    ],
    ['that is empty', ''],
  ])('%s is refused', async (_what, token) => {
    await expect(verify(token)).rejects.toThrow(InvalidTokenError);
  });

  it('is refused by name whatever it is made of', async () => {
    const part = fc.oneof(
      fc.string(),
      fc.base64String(),
      fc.json().map((text) => Buffer.from(text).toString('base64url')),
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(part, { maxLength: 5 }).map((parts) => parts.join('.')),
    );
    await fc.assert(
      fc.asyncProperty(text, async (token) => {
        await expect(verify(token)).rejects.toThrow(InvalidTokenError);
        await expect(refreshTokens.read(token)).rejects.toThrow(SignInEndedError);
      }),
    );
  });
});

describe('a refresh token', () => {
  it('says which sign-in it belongs to', async () => {
    const signIn = { id: newId(), userId: newId(), accountId: newId() };
    const expiresAt = new Date(Math.ceil(Date.now() / 1000) * 1000 + 60_000);
    expect(await refreshTokens.read(refreshTokens.issue(signIn, expiresAt))).toMatchObject({ ...signIn, expiresAt });
  });

  it('is another one each time', () => {
    const signIn = { id: newId(), userId: newId(), accountId: newId() };
    expect(refreshTokens.issue(signIn, new Date(2e12))).not.toBe(refreshTokens.issue(signIn, new Date(2e12)));
  });

  it('cannot be made out of an access token', async () => {
    await expect(refreshTokens.read(tokens.issue(actor()))).rejects.toThrow(SignInEndedError);
  });

  it('ends with its sign-in', async () => {
    const ended = refreshTokens.issue(
      { id: newId(), userId: newId(), accountId: newId() },
      new Date(Date.now() - 1_000),
    );
    await expect(refreshTokens.read(ended)).rejects.toThrow(SignInEndedError);
  });
});
