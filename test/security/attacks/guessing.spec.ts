import { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Practice, practice } from '#test/support/practice.js';
import { newPerson, PASSWORD, signIn } from './people.js';
import { bearer, type Reply, send } from './wire.js';

let neighbour = 1;
const newAddress = () => `198.51.100.${neighbour++}`;
let forged = 1;
/** Behind a proxy, which appends the address that it sees to whatever the guesser has written before. */
const from = (address: string) => ({
  'x-forwarded-for': `203.0.113.${forged++ % 250}, ${address}`,
  forwarded: `for=203.0.113.${forged % 250}`,
  'x-real-ip': `203.0.113.${forged % 250}`,
  'x-client-ip': `203.0.113.${forged % 250}`,
});

/** An answer without what differs from one request to the next anyway. */
function told({ status, headers, text }: Reply): Pick<Reply, 'status' | 'headers' | 'text'> {
  const kept = Object.entries(headers).filter(([name]) => !/^(date|x-request-id|ratelimit|x-throttle-.*)$/.test(name));
  return {
    status,
    headers: Object.fromEntries(kept),
    text: text.replaceAll(/req_[\w-]+|\d{4}-\d\d-\d\dT[\d:.]+Z/g, '…'),
  };
}

let clinic: Practice;
beforeAll(async () => {
  clinic = await practice({ env: { THROTTLE: 'on', TRUST_PROXY: '127.0.0.1' } });
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

describe('how often somebody may guess', () => {
  const guess = (path: string, body: object, address: string) =>
    send(clinic.url, 'POST', path, { body, headers: from(address) });

  it.each<[string, number, (n: number) => object]>([
    ['auth/login', 20, (n) => ({ email: `user${n}@demo.test`, password: 'one password for all' })],
    ['auth/second-factor', 5, (n) => ({ challenge: `challenge ${n}`, code: `${100_000 + n}` })],
    ['auth/password/forgot', 5, (n) => ({ email: `user${n}@demo.test` })],
    ['auth/password/reset', 5, (n) => ({ token: `token-${n}`, password: 'a new long password' })],
    ['auth/verify-email', 5, (n) => ({ token: `token-${n}` })],
    ['auth/accept-invitation', 5, (n) => ({ token: `token-${n}`, password: 'a new long password' })],
    ['auth/register', 5, (n) => ({ account: 'demo', email: `user${n}@demo.test`, password: 'a new long password' })],
    [
      'setup/claim',
      5,
      (n) => ({ token: `${n}`, account: { name: 'Mine' }, admin: { email: 'a@b.test', password: PASSWORD } }),
    ],
  ])('%s takes %i guesses a minute, whatever addresses are claimed', async (path, limit, body) => {
    const address = newAddress();
    const answers: Reply[] = [];
    for (let n = 0; n < 3; n++) answers.push(await guess(`/api/v1/${path}`, body(n), address));
    const together = Array.from({ length: limit }, (_, n) => guess(`/api/v1/${path}`, body(n + 3), address));
    answers.push(...(await Promise.all(together)), await guess(`/api/v1/${path}`, body(99), address));
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    expect(answers.filter(({ status }) => status !== 429)).toHaveLength(limit);
    const { headers, body: refusal } = answers.at(-1) as Reply;
    expect(refusal.error.code).toBe('RATE_LIMITED');
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  });

  it('one budget is shared by all that can be guessed at', async () => {
    const address = newAddress();
    const spread = [
      'password/forgot',
      'accept-invitation',
      'password/reset',
      'verify-email',
      'second-factor',
      'register',
    ];
    const statuses: number[] = [];
    for (const path of spread) statuses.push((await guess(`/api/v1/auth/${path}`, {}, address)).status);
    expect(statuses).toEqual([422, 422, 422, 422, 422, 429]);
  });
});

describe('what is guessed at', () => {
  const login = (email: string, password: string, address: string) =>
    send(clinic.url, 'POST', '/api/v1/auth/login', { body: { email, password }, headers: from(address) });
  const basic = (email: string, password: string, address: string) =>
    send(clinic.url, 'GET', '/api/v1/auth/me', {
      headers: { ...from(address), authorization: `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}` },
    });

  it('a guesser who claims other addresses is locked out all the same, with the right password too', async () => {
    const { email } = await newPerson(clinic, 'patient');
    const address = newAddress();
    const wrong = await login(email, 'guess', address);
    for (let n = 0; n < 5; n++) await login(email, `guess ${n}`, address);
    const right = await login(email, PASSWORD, address);
    expect(told(right)).toEqual(told(wrong));
  });

  it('a guesser who has many addresses is locked out of a person who never came from there', async () => {
    const { email } = await newPerson(clinic, 'patient');
    for (let n = 0; n < 11; n++) await login(email, `guess ${n}`, newAddress());
    expect((await login(email, PASSWORD, newAddress())).status).toBe(401);
  });

  it('guesses that spell the address otherwise are guesses at the same person', async () => {
    const { email } = await newPerson(clinic, 'patient');
    const address = newAddress();
    for (const spelled of [email, email.toUpperCase(), ` ${email}`, `${email} `, email.replace('@demo', '@DEMO')])
      await login(spelled, 'guess', address);
    for (let n = 0; n < 3; n++) await login(email, 'guess', address);
    for (const spelled of [email, email.toUpperCase()])
      expect((await login(spelled, PASSWORD, address)).status).toBe(401);
  });

  it('guesses by basic authentication lock signing in, and the other way round', async () => {
    const [first, second] = [await newPerson(clinic, 'patient'), await newPerson(clinic, 'patient')];
    const [here, there] = [newAddress(), newAddress()];
    for (let n = 0; n < 6; n++) await basic(first.email, `guess ${n}`, here);
    for (let n = 0; n < 6; n++) await login(second.email, `guess ${n}`, there);
    expect((await login(first.email, PASSWORD, here)).status).toBe(401);
    expect((await basic(second.email, PASSWORD, there)).status).toBe(401);
  });

  it('guesses at a code are counted over all challenges and addresses', async () => {
    const { email } = await newPerson(clinic, 'patient');
    const { accessToken } = await signIn(clinic, email);
    const headers = bearer(accessToken);
    const auth = (path: string, body: object, more: object = {}) =>
      send(clinic.url, 'POST', `/api/v1/auth/${path}`, { body, headers: { ...more } });
    const { secret } = (await auth('second-factor/enrol', { password: PASSWORD }, headers)).body.data;
    const totp = new TOTP({ secret });
    const now = Date.now();
    const confirmed = await auth(
      'second-factor/confirm',
      { code: totp.generate({ timestamp: now - 30_000 }) },
      headers,
    );
    expect(confirmed.status).toBe(200);
    const right = () => totp.generate({ timestamp: Date.now() + 30_000 });
    const guessed = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    for (let n = 0; n < 11; n++) {
      const { challenge } = (await login(email, PASSWORD, newAddress())).body.data;
      const { status } = await auth('second-factor', { challenge, code: guessed(right()) }, from(newAddress()));
      expect(status).toBe(401);
    }
    const { challenge } = (await login(email, PASSWORD, newAddress())).body.data;
    const { status } = await auth('second-factor', { challenge, code: right() }, from(newAddress()));
    expect(status).toBe(401);
  });

  it('what guesses are answered with tells nothing, be it a user, a locked one, a deactivated one or none', async () => {
    const admin = await clinic.as('admin');
    const [known, locked, gone] = [
      await newPerson(clinic, 'patient'),
      await newPerson(clinic, 'patient'),
      await newPerson(clinic, 'patient'),
    ];
    await admin.delete(`/api/v1/users/${gone.id}`);
    for (let n = 0; n < 12; n++) await login(locked.email, 'guess', newAddress());
    const address = newAddress();
    const seen = async (email: string, password: string) => told(await login(email, password, address));
    const nobody = await seen('nobody@demo.test', 'guess');
    expect(nobody.status).toBe(401);
    expect(await seen(known.email, 'guess')).toEqual(nobody);
    expect(await seen(locked.email, PASSWORD)).toEqual(nobody);
    expect(await seen(gone.email, PASSWORD)).toEqual(nobody);
    const forgot = async (email: string) =>
      told(
        await send(clinic.url, 'POST', '/api/v1/auth/password/forgot', {
          body: { email },
          headers: from(newAddress()),
        }),
      );
    expect(await forgot(gone.email)).toEqual(await forgot('nobody@demo.test'));
    expect(await forgot(known.email)).toEqual(await forgot('nobody@demo.test'));
  });
});
