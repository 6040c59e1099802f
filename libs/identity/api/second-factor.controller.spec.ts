import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseForAll } from '#test/support/database.js';
import { Caller } from '../testing/caller.js';
import { whileHeld } from '../testing/held-rows.js';
import { IdentityApplication, type Member, PASSWORD } from '../testing/identity-application.js';

const database = databaseForAll();
let app: IdentityApplication;
let accountId: string;
let user: Caller & { member: Member };
let places = 0;
let place: string;

beforeAll(async () => {
  app = await IdentityApplication.start(database.ownerUrl);
  accountId = await app.account();
});
afterAll(() => app?.stop());
beforeEach(async () => {
  user = await app.signedIn({ accountId });
  place = `10.2.${places >> 8}.${places++ & 255}`;
});

const BASE = '/api/v1/auth/second-factor';
/** Of the step that is so many from now. */
const codeOf = (secret: string, steps = 0) =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: Date.now() + steps * 30_000 });

/** A user whose second factor is on. The code of the step before now has been used up. */
async function enrolled() {
  const { body } = await user.post(`${BASE}/enrol`, { password: PASSWORD });
  const { secret, uri } = body.data as { secret: string; uri: string };
  const confirmed = await user.post(`${BASE}/confirm`, { code: codeOf(secret, -1) });
  expect(confirmed.status).toBe(200);
  return { secret, uri, recoveryCodes: confirmed.body.data.recoveryCodes as string[] };
}

async function post(url: string, payload: object) {
  const answer = await app.nest.inject({ method: 'POST', url, payload, remoteAddress: place });
  return { status: answer.statusCode, body: answer.json() };
}
const login = async () =>
  (await post('/api/v1/auth/login', { email: user.member.email, password: PASSWORD })).body.data as {
    secondFactor?: boolean;
    challenge: string;
    accessToken?: string;
  };
const answer = (challenge: string, code: string) => post(BASE, { challenge, code });
const typesOf = async () => (await app.eventsOf(user.member.id)).map(({ type }) => type);

describe('enrolling', () => {
  it('needs the password, gives what an app reads, and counts only once it is confirmed', async () => {
    expect((await user.post(`${BASE}/enrol`, { password: 'not the one' })).status).toBe(422);
    const { body } = await user.post(`${BASE}/enrol`, { password: PASSWORD });
    const { secret, uri } = body.data;
    expect(Buffer.from(Secret.fromBase32(secret).bytes)).toHaveLength(20);
    expect(uri).toMatch(/^otpauth:\/\/totp\/Praxis:/);
    expect((await login()).accessToken).toBeDefined();
    expect((await user.post(`${BASE}/confirm`, { code: codeOf(secret, 40) })).status).toBe(422);
    expect((await user.get(BASE)).body.data).toEqual({ enabled: false, recoveryCodesLeft: 0 });
    expect((await user.post(`${BASE}/confirm`, { code: codeOf(secret) })).status).toBe(200);
    expect((await user.get(BASE)).body.data).toEqual({ enabled: true, recoveryCodesLeft: 10 });
    expect(await typesOf()).toContain('user.second_factor_enabled');
    expect((await user.post(`${BASE}/enrol`, { password: PASSWORD })).status).toBe(409);
  });

  it('keeps neither secret nor recovery codes readable', async () => {
    const { secret, recoveryCodes } = await enrolled();
    const kept = JSON.stringify([
      await app.sql('select * from identity.second_factor'),
      await app.sql('select * from identity.recovery_code'),
      await app.sql('select data from messaging.event'),
    ]);
    const bytes = Buffer.from(Secret.fromBase32(secret).bytes);
    const forms = [secret, bytes.toString('hex'), bytes.toString('base64url'), bytes.toString('base64')];
    for (const text of [...forms, ...recoveryCodes]) {
      expect(kept).not.toContain(text);
      expect(app.log.join('')).not.toContain(text);
    }
    expect(new Set(recoveryCodes).size).toBe(10);
  });

  it('does not open with a secret of somebody else', async () => {
    const { secret } = await enrolled();
    const thief = await app.signedIn({ accountId });
    await thief.post(`${BASE}/enrol`, { password: PASSWORD });
    await app.sql(
      `update identity.second_factor set sealed_secret = (select sealed_secret from identity.second_factor where user_id = $1)
       where user_id = $2`,
      [user.member.id, thief.member.id],
    );
    expect((await thief.post(`${BASE}/confirm`, { code: codeOf(secret) })).status).toBe(422);
    expect(app.log.join('')).toContain('A stored second factor cannot be opened');
  });
});

describe('signing in', () => {
  it('asks for a code, and with one gives what signing in gives', async () => {
    const { secret } = await enrolled();
    const asked = await login();
    expect(asked).toEqual({ secondFactor: true, challenge: expect.any(String) });
    const { status, body } = await answer(asked.challenge, codeOf(secret));
    expect([status, body.data.user.id]).toEqual([200, user.member.id]);
    expect((await new Caller(app.nest, body.data).get('/api/v1/auth/me')).status).toBe(200);
  });

  it('takes no code a second time, not even at once', async () => {
    const { secret } = await enrolled();
    const challenges = await Promise.all(Array.from({ length: 4 }, login));
    const answers = await Promise.all(challenges.map(({ challenge }) => answer(challenge, codeOf(secret))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
    expect((await answer((await login()).challenge, codeOf(secret, -1))).status).toBe(401);
  });

  it('takes each recovery code once, however it is written', async () => {
    const { recoveryCodes } = await enrolled();
    const code = recoveryCodes[0] as string;
    const { challenge } = await login();
    const answers = await Promise.all(
      [1, 2].map(() => answer(challenge, ` ${code.toUpperCase().replaceAll('-', ' ')} `)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect((await answer(challenge, recoveryCodes[1] as string)).status).toBe(200);
    expect((await user.get(BASE)).body.data.recoveryCodesLeft).toBe(8);
    expect(await typesOf()).toContain('user.recovery_code_used');
  });

  it('locks out who guesses, with the right code too', async () => {
    const { secret } = await enrolled();
    const { challenge } = await login();
    for (let times = 0; times < 5; times++) expect((await answer(challenge, '000000')).status).toBe(401);
    const locked = await answer(challenge, codeOf(secret));
    expect([locked.status, locked.body.error.code]).toEqual([401, 'UNAUTHENTICATED']);
    place = '10.3.0.1';
    expect((await answer(challenge, codeOf(secret))).status).toBe(200);
  });

  it.each([
    ['is an access token', async () => user.tokens?.accessToken ?? ''],
    ['is none', async () => 'nonsense'],
    [
      'is of a password that was changed',
      async () => {
        const { challenge } = await login();
        const changed = await user.post('/api/v1/auth/password/change', {
          current: PASSWORD,
          next: 'a quite different one',
        });
        expect(changed.status).toBe(200);
        return challenge;
      },
    ],
    [
      'is of a user who was deactivated',
      async () => {
        const { challenge } = await login();
        await (await app.signedIn({ accountId })).delete(`/api/v1/users/${user.member.id}`);
        return challenge;
      },
    ],
  ])('with a challenge that %s is refused', async (_what, challengeOf) => {
    const { secret } = await enrolled();
    expect((await answer(await challengeOf(), codeOf(secret))).status).toBe(401);
  });

  it('with a challenge opens nothing else', async () => {
    await enrolled();
    const { challenge } = await login();
    const me = await new Caller(app.nest, { accessToken: challenge, refreshToken: '' }).get('/api/v1/auth/me');
    expect(me.status).toBe(401);
    expect((await post('/api/v1/auth/refresh', { refreshToken: challenge })).status).toBe(401);
  });
});

describe('turning it off', () => {
  const disable = (more: object) => user.post(`${BASE}/disable`, more);

  it('takes both password and code', async () => {
    const { secret, recoveryCodes } = await enrolled();
    expect((await disable({ password: 'not the one', code: codeOf(secret) })).status).toBe(422);
    expect((await disable({ password: PASSWORD, code: '000000' })).status).toBe(422);
    expect((await disable({ password: PASSWORD, code: recoveryCodes[0] })).status).toBe(200);
    expect((await login()).accessToken).toBeDefined();
    expect(await typesOf()).toContain('user.second_factor_disabled');
  });

  it('is done for others by managers only', async () => {
    await enrolled();
    const path = `/api/v1/users/${user.member.id}/second-factor`;
    const [admin, patient, stranger] = [
      await app.signedIn({ accountId }),
      await app.signedIn({ accountId, roles: ['patient'] }),
      await app.signedIn({ accountId: await app.account() }),
    ];
    expect((await patient.delete(path)).status).toBe(403);
    expect((await stranger.delete(path)).status).toBe(404);
    expect((await user.delete(path)).status).toBe(403);
    expect((await admin.delete(path)).status).toBe(200);
    expect((await login()).accessToken).toBeDefined();
    const [event] = (await app.eventsOf(user.member.id)).filter(({ type }) => type === 'user.second_factor_disabled');
    expect(event?.actor_id).toBe(admin.member.id);
    expect((await admin.delete(path)).status).toBe(409);
  });

  it('is not needed for new recovery codes, which void the old', async () => {
    const { secret, recoveryCodes } = await enrolled();
    const renewed = await user.post(`${BASE}/recovery-codes`, { password: PASSWORD, code: codeOf(secret) });
    expect(renewed.status).toBe(200);
    const { challenge } = await login();
    expect((await answer(challenge, recoveryCodes[0] as string)).status).toBe(401);
    expect((await answer(challenge, renewed.body.data.recoveryCodes[0])).status).toBe(200);
  });

  it('is taken away while new recovery codes are made, and neither waits for the other', async () => {
    const admin = await app.signedIn({ accountId });
    const { secret } = await enrolled();
    const { id } = user.member;
    const answers = await whileHeld(
      database.ownerUrl,
      'select from identity.recovery_code where user_id = $1 for update',
      [id],
      () => user.post(`${BASE}/recovery-codes`, { password: PASSWORD, code: codeOf(secret) }),
      () => admin.delete(`/api/v1/users/${id}/second-factor`),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('over GraphQL is the same', async () => {
    const { recoveryCodes } = await enrolled();
    expect(await user.graphql('{ secondFactor { enabled recoveryCodesLeft } }')).toEqual({
      data: { secondFactor: { enabled: true, recoveryCodesLeft: 10 } },
    });
    const mutation = 'mutation ($input: BothFactorsInput!) { disableSecondFactor(input: $input) }';
    const wrong = await user.graphql(mutation, { input: { password: PASSWORD, code: '000000' } });
    expect(wrong.errors[0].extensions.code).toBe('VALIDATION_FAILED');
    const input = { password: PASSWORD, code: recoveryCodes[0] };
    expect(await user.graphql(mutation, { input })).toEqual({ data: { disableSecondFactor: true } });
  });
});
