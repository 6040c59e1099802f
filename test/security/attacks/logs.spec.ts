import { Logger } from '@nestjs/common';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StructuredLogger } from '#platform/observability/logger.js';
import { type Json, type Practice, practice } from '#test/support/practice.js';
import { bearer, knock, send } from './wire.js';

/** Everything that a day at a practice logs, at the level that tells most. */
let clinic: Practice;
const lines: string[] = [];
/** What must be in no line, by what it is. */
const secrets = new Map<string, string>();
const secret = (what: string, value: string): string => {
  secrets.set(what, value);
  return value;
};

beforeAll(async () => {
  clinic = await practice();
  clinic.app.useLogger(new StructuredLogger('trace', { write: (line) => lines.push(line) }));
  const restore = overhear();
  await liveADay();
  await clinic.settled();
  await breakDown();
  restore();
}, 60_000);
afterAll(() => clinic?.[Symbol.asyncDispose]());

/** Whoever writes without the logger is heard as well. */
function overhear(): () => void {
  const streams = [process.stdout, process.stderr];
  const writes = streams.map((stream) => stream.write.bind(stream));
  for (const stream of streams)
    stream.write = ((chunk: string | Uint8Array) =>
      lines.push(`{"beside":${JSON.stringify(String(chunk))}}`) > 0) as never;
  return () => {
    for (const [n, stream] of streams.entries()) Object.assign(stream, { write: writes[n] });
  };
}

const FORGED = '\n{"level":60,"msg":"forged"}\r\n';
const ask = (method: string, path: string, body?: object | string, headers: Record<string, string> = {}) =>
  send(clinic.url, method, path, {
    body,
    headers: { 'user-agent': `Agent ${FORGED.trim().replace(/\s/g, ' ')}`, ...headers },
  });
const post = (path: string, body: object | string, headers: Record<string, string> = {}) =>
  ask('POST', `/api/v1/${path}`, body, headers);

async function mailedTo(address: string, page: string): Promise<string> {
  let token = '';
  await clinic.until(`a mail for ${page} has come`, async () => {
    const mail = (await clinic.mails()).find(
      ({ to, text }) => to?.[0]?.address === address && text?.includes(`/${page}#`),
    );
    token = /#token=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? '';
    return token !== '';
  });
  return token;
}

async function liveADay(): Promise<void> {
  const admin = bearer(secret('the administrator’s token', (await clinic.as('admin')).token));
  const password = secret('a password', 'Zugvogel unter dem Dach');
  const email = secret('an address', 'wilhelmine.quast@patients.test');
  const profile = {
    firstName: secret('a first name', 'Wilhelmine-Adelgunde'),
    lastName: secret('a last name', 'Quastenflosser'),
    birthDate: secret('a birth date', '1961-07-23'),
    birthPlace: secret('a birth place', 'Buxtehude-Altkloster'),
  };
  const { id } = (await post('users', { email, password, profile, roles: ['patient'] }, admin)).body.data;
  await post('users', { email, password, profile, roles: ['patient'] }, admin);
  await post('users', { email: `${email} and more`, password, profile: { ...profile, birthDate: 'never' } }, admin);
  await ask('PATCH', `/api/v1/users/${id}`, { profile: { lastName: `Quastenflosser${FORGED}` } }, admin);

  // Signing in by each way, and failing to.
  await post('auth/login', { email, password: secret('a wrong password', 'Zugvogel unter der Brücke') });
  for (let n = 0; n < 6; n++)
    await post('auth/login', { email: 'nobody@patients.test', password: 'Zugvogel unter der Brücke' });
  const tokens = (await post('auth/login', { email, password })).body.data;
  const mine = bearer(secret('an access token', tokens.accessToken));
  const refreshToken = secret('a refresh token', tokens.refreshToken);
  const basic = secret('basic credentials', Buffer.from(`${email}:${password}`).toString('base64'));
  await ask('GET', '/api/v1/auth/me', undefined, { authorization: `Basic ${basic}` });
  const withCookie = await post('auth/login', { email, password, session: 'cookie' });
  const cookie = withCookie.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  secret('a session cookie', cookie.split('=')[1] ?? '');
  const csrf = secret('a CSRF token', withCookie.body.data.csrfToken);
  await ask('GET', '/api/v1/auth/me', undefined, { cookie });
  await post('notifications/read-all', {}, { cookie, 'x-csrf-token': csrf });
  await post('notifications/read-all', {}, { cookie, 'x-csrf-token': `${csrf}x` });
  const made = await post('auth/api-keys', { name: 'Key', scopes: ['identity.user.view'], userId: id }, admin);
  const key = secret('an API key', made.body.data.key);
  await ask('GET', '/api/v1/auth/me', undefined, { 'x-api-key': key });
  await ask('GET', '/api/v1/auth/me', undefined, { 'x-api-key': `${key}x`, 'x-request-id': `r${FORGED.trim()}` });
  for (const auth of [{ token: tokens.accessToken }, { token: `${tokens.accessToken}x` }, { token: key }])
    (await knock(clinic.url, auth)).socket.disconnect();

  // A second factor.
  const enrolled = (await post('auth/second-factor/enrol', { password }, mine)).body.data;
  const totp = new TOTP({ secret: secret('a TOTP secret', enrolled.secret) });
  const confirmed = await post('auth/second-factor/confirm', { code: totp.generate() }, mine);
  const [recovery] = confirmed.body.data.recoveryCodes;
  secret('a recovery code', recovery);
  const { challenge } = (await post('auth/login', { email, password })).body.data;
  await post('auth/second-factor', { challenge: secret('a challenge', challenge), code: 'no code' });
  await post('auth/second-factor', { challenge, code: recovery });

  // What is mailed.
  await post('auth/password/forgot', { email });
  const reset = secret('a reset token', await mailedTo(email, 'reset-password'));
  const next = secret('a new password', 'Nebelkrähe auf dem Turm');
  await post('auth/password/reset', { token: reset, password: next });
  await post('auth/password/reset', { token: reset, password: next });
  const invited = secret('an invited address', 'gotthilf.knurrhahn@patients.test');
  await post('invitations', { email: invited, roles: ['patient'] }, admin);
  const invitation = secret('an invitation', await mailedTo(invited, 'accept-invitation'));
  await post('auth/accept-invitation', {
    token: invitation,
    password: next,
    profile: { firstName: 'Wilhelmine-Adelgunde' },
  });
  await post('auth/refresh', { refreshToken });
  await post('auth/refresh', { refreshToken });

  // Care.
  const reason = secret('a clinical reason', 'panic attacks since the bereavement');
  const session = (await post('therapy-sessions', clinic.booking({ patientId: id, inDays: 40 }), admin)).body.data;
  await post('therapy-sessions', clinic.booking({ patientId: id, inDays: 40 }), admin);
  await post('therapy-sessions', clinic.booking({ patientId: id, inDays: 41, notes: reason }), admin);
  await post(`therapy-sessions/${session.id}/cancel`, { reason }, admin);
  const graphql = (query: string, variables: object) => post('../../graphql', { query, variables }, admin);
  await graphql('mutation($input: CreateUserInput!) { createUser(input: $input) { id email } }', {
    input: { email, password, profile },
  });
  await graphql('mutation($input: CreateUserInput!) { createUser(input: $input) { id } }', {
    input: { email, password: { of: reason } },
  });
  await graphql(`{ users(search: "${reason}") { nothing } }`, {});
  await ask(
    'POST',
    '/graphql',
    { query: `mutation { cancelTherapySession(id: "${session.id}", input: { reason: "${reason}" }) { id } }` },
    admin,
  );

  // What cannot be read, with all of it inside.
  const all = [...secrets.values()].join(' ').slice(0, 3_000);
  await post('auth/login', `{"email":"${email}","password":"${password}" ${all}`);
  await post('auth/login', { [password]: password, email: { [email]: 1 } });
  await ask('GET', `/api/v1/auth/me?access_token=${tokens.accessToken}&email=${email}`, undefined, mine);
  await ask('GET', `/nowhere/${reset}?token=${reset}`);
  await ask('GET', `/%${reset}`);
  await ask('GET', '/api/v1/auth/me', undefined, { authorization: `Bearer ${tokens.accessToken}`, cookie });
}

/** The database refuses what it is given, with the values in hand. */
async function breakDown(): Promise<void> {
  const admin = bearer((await clinic.as('admin')).token);
  const [email, password, reason] = ['an address', 'a password', 'a clinical reason'].map((what) => secrets.get(what));
  const statuses: number[] = [];
  const refusing = async (table: string, attempt: () => Promise<{ status: number }>) => {
    await clinic.owner.query(`alter table ${table} add constraint nothing_more check (false) not valid`);
    statuses.push((await attempt()).status);
    await clinic.owner.query(`alter table ${table} drop constraint nothing_more`);
  };
  const profile = { firstName: 'Wilhelmine-Adelgunde', birthPlace: reason };
  await refusing('identity.user', () => post('users', { email: `new-${email}`, password, profile }, admin));
  await refusing('identity.sign_in', () => post('auth/login', { email: 'lena@demo.test', password: 'praxis-demo' }));
  const booking = clinic.booking({ inDays: 50, notes: reason });
  await refusing('scheduling.therapy_session', () => post('therapy-sessions', booking, admin));
  expect(statuses).toEqual([500, 500, 500]);
  await refusing('notifications.delivery', async () => {
    const booked = await post('therapy-sessions', clinic.booking({ inDays: 51, notes: reason }), admin);
    await clinic.until('a reaction was given up', async () => {
      const failed = `select from messaging.event where type = 'event.processing.failed'`;
      return (await clinic.owner.query(failed)).rowCount !== 0;
    });
    return booked;
  });
}

const leaksIn = (heard: readonly string[]): string[] =>
  heard.flatMap((line) =>
    [...secrets]
      .filter(([, value]) => line.includes(value) || line.includes(encodeURIComponent(value)))
      .map(([what]) => what),
  );

describe('the log of a whole day', () => {
  const parsed = (): Json[] => lines.map((line) => JSON.parse(line));

  it('is one JSON object a line, none of which anybody else has written', () => {
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(line.trimEnd()).not.toContain('\n');
    for (const entry of parsed()) {
      expect(entry).toEqual(expect.any(Object));
      expect(entry).not.toHaveProperty('beside');
      expect(entry.msg).not.toBe('forged');
    }
  });

  it('tells of failures, each with the request that it belongs to', () => {
    const failures = parsed().filter(({ level }) => level >= 50);
    expect(failures.length).toBeGreaterThan(0);
    for (const failure of failures) expect(failure.requestId ?? failure.correlationId).toMatch(/^[\w.:-]{1,128}$/);
  });

  it('is heard here, whoever writes it and however', () => {
    const at = lines.length;
    const restore = overhear();
    new Logger('Planted').log({ event: 'planted', what: secrets.get('a reset token') });
    process.stdout.write(`${secrets.get('a clinical reason')}\n`);
    restore();
    const planted = lines.splice(at);
    expect(leaksIn(planted)).toEqual(['a reset token', 'a clinical reason']);
  });

  it('holds no password, no token, no address and nothing of a patient', () => {
    expect(secrets.size).toBeGreaterThan(20);
    for (const [what, value] of secrets) expect([what, value.length > 8]).toEqual([what, true]);
    expect(leaksIn(lines)).toEqual([]);
  });
});
