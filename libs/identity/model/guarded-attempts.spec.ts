import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { currentContext } from '#platform/context/request-context.js';
import { SystemDatabase } from '#platform/database/system-database.js';
import { databaseForAll } from '#test/support/database.js';
import { until } from '#test/support/until.js';
import { whileHeld } from '../testing/held-rows.js';
import { IdentityApplication, type Member, PASSWORD } from '../testing/identity-application.js';

const database = databaseForAll();
let app: IdentityApplication;
let otherProcess: IdentityApplication;
let accountId: string;
let member: Member;
let place: string;
let places = 0;

beforeAll(async () => {
  app = await IdentityApplication.start(database.ownerUrl, { role: 'standalone' });
  otherProcess = await IdentityApplication.start(database.ownerUrl);
  accountId = await app.account();
});
afterAll(async () => {
  await otherProcess?.stop();
  await app?.stop();
});
beforeEach(async () => {
  member = await app.member({ accountId });
  place = newPlace();
});

/** How often requests use the database in this way from now on. What the process does by itself belongs to none. */
function countInRequests({ nest }: IdentityApplication, how: 'write' | 'together'): () => number {
  const database = nest.get(SystemDatabase);
  const use = database[how].bind(database);
  let count = 0;
  vi.spyOn(database, how).mockImplementation((work) => {
    if (currentContext()) count++;
    return use(work);
  });
  return () => count;
}

const newPlace = () => `10.1.${places >> 8}.${places++ & 255}`;

interface Try {
  password?: string;
  from?: string;
  at?: IdentityApplication;
  email?: string;
}

async function login({ password = 'wrong one', from = place, at = app, email = member.email }: Try = {}) {
  const payload = { email, password };
  const answer = await at.nest.inject({ method: 'POST', url: '/api/v1/auth/login', payload, remoteAddress: from });
  return { status: answer.statusCode, message: answer.json().error?.message, data: answer.json().data };
}
const right = (more: Try = {}) => login({ password: PASSWORD, ...more });
const fail = async (times: number, more: Try = {}) => {
  for (let made = 0; made < times; made++) expect((await login(more)).status).toBe(401);
};
const lockedFor = async () => {
  const [row] = await app.sql<{ seconds: number }>(
    `select max(extract(epoch from locked_until - now()))::int as seconds from identity.attempt where locked_until > now()
     and failed_at = (select max(failed_at) from identity.attempt)`,
  );
  return row?.seconds ?? 0;
};
const later = () => app.sql(`update identity.attempt set locked_until = now() where locked_until is not null`);
const timesTold = async () => (await app.eventsOf(member.id)).filter(({ type }) => type === 'user.locked').length;

describe('failures to sign in', () => {
  it('lock the place that they come from, which is answered like a wrong password', async () => {
    await fail(4);
    const wrong = await login();
    expect(await right()).toEqual(wrong);
    expect((await right({ from: newPlace() })).status).toBe(200);
  });

  it('are free up to four, and start again after a success', async () => {
    await fail(4);
    expect((await right()).status).toBe(200);
    await fail(4);
    expect((await right()).status).toBe(200);
  });

  it('hold in every process', async () => {
    await fail(3);
    await fail(2, { at: otherProcess });
    expect((await right({ at: otherProcess })).status).toBe(401);
    expect((await right()).status).toBe(401);
  });

  it('that come all at once let no more guesses in', async () => {
    const guesses = await Promise.all([...Array.from({ length: 10 }, () => login()), right(), right()]);
    expect(guesses.map(({ status }) => status)).toEqual(Array(12).fill(401));
  });

  describe('that two processes look into at the same time', () => {
    /** All are made before the first of them is counted; then they are, in this order. */
    const settledInOrder = async (...tries: Try[]) => {
      const counters = 'select from identity.attempt for update';
      const made = tries.map((each, n) => () => login({ at: n % 2 ? otherProcess : app, ...each }));
      return (await whileHeld(database.ownerUrl, counters, [], ...made)).map(({ status }) => status);
    };
    const wrong: Try = {};
    const correct: Try = { password: PASSWORD };

    it('let no guess in beyond the fifth', async () => {
      await fail(1);
      expect(await settledInOrder(wrong, wrong, wrong, wrong, correct, correct)).toEqual(Array(6).fill(401));
    });

    it('let the fifth in', async () => {
      await fail(1);
      expect(await settledInOrder(wrong, wrong, wrong, correct, correct)).toEqual([401, 401, 401, 200, 200]);
    });

    it('let one guess in when the lock is over', async () => {
      await fail(5);
      await later();
      expect(await settledInOrder(wrong, correct, correct)).toEqual([401, 401, 401]);
    });

    it('let no guess in beyond the tenth from as many places', async () => {
      const elsewhere = () => ({ from: newPlace() });
      for (let times = 0; times < 6; times++) await fail(1, elsewhere());
      const guesses = Array.from({ length: 4 }, elsewhere);
      expect(await settledInOrder(...guesses, { ...correct, ...elsewhere() })).toEqual(Array(5).fill(401));
    });
  });

  it('cost who signs in one transaction', async () => {
    const from = place;
    await right({ from, at: otherProcess });
    const calls = (['write', 'together'] as const).map((how) => countInRequests(otherProcess, how));
    await right({ from, at: otherProcess });
    // The other is the look at the user.
    expect(calls.map((count) => count())).toEqual([1, 1]);
    vi.restoreAllMocks();
  });

  it('lock for twice as long each time, up to an hour', async () => {
    await fail(5);
    const waits: number[] = [await lockedFor()];
    for (let times = 0; times < 7; times++) {
      await later();
      await fail(1);
      waits.push(await lockedFor());
    }
    expect(waits.map((seconds) => Math.round(seconds / 60))).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it('while locked do not lock for longer', async () => {
    await fail(5);
    const before = await app.sql('select failures from identity.attempt order by subject');
    await fail(3);
    expect(await app.sql('select failures from identity.attempt order by subject')).toEqual(before);
  });

  it('from many places lock the person, but not where they have signed in before', async () => {
    const home = newPlace();
    expect((await right({ from: home })).status).toBe(200);
    for (let times = 0; times < 10; times++) await fail(1, { from: newPlace() });
    expect((await right({ from: newPlace() })).status).toBe(401);
    const locks = () => app.sql('select failures, locked_until from identity.attempt where free = 10 order by subject');
    const before = await locks();
    await fail(1, { from: home });
    expect(await locks()).toEqual(before);
    expect((await right({ from: home })).status).toBe(200);
  });

  it('on many people lock the place', async () => {
    const guessing = Array.from({ length: 50 }, () => login({ email: `${newId()}@example.test` }));
    await Promise.all(guessing);
    expect((await right()).status).toBe(401);
    expect((await right({ from: newPlace() })).status).toBe(200);
  });

  it('are told once', async () => {
    await fail(7);
    await until('it is told', async () => (await timesTold()) > 0);
    expect(await timesTold()).toBe(1);
  });

  it('are forgiven by a manager, and by nobody else', async () => {
    const admin = await app.signedIn({ accountId });
    const patient = await app.signedIn({ accountId, roles: ['patient'] });
    const stranger = await app.signedIn({ accountId: await app.account() });
    await fail(5);
    const unlock = `/api/v1/users/${member.id}/unlock`;
    expect((await patient.post(unlock)).status).toBe(403);
    expect((await stranger.post(unlock)).status).toBe(404);
    expect((await right()).status).toBe(401);
    expect((await admin.post(unlock)).status).toBe(200);
    expect((await right()).status).toBe(200);
    expect((await app.eventsOf(member.id)).map(({ type }) => type)).toContain('user.unlocked');
  });

  it('are kept without addresses', async () => {
    await fail(1);
    const kept = JSON.stringify(await app.sql('select * from identity.attempt'));
    expect(kept).not.toContain(member.email);
    expect(kept).not.toContain(place);
  });

  it('of IPv6 count for the network', async () => {
    for (let times = 1; times <= 5; times++) await fail(1, { from: `2001:db8:1:${places}::${times}` });
    expect((await right({ from: `2001:db8:1:${places}:ffff::9` })).status).toBe(401);
    expect((await right({ from: `2001:db8:2:${places}::1` })).status).toBe(200);
  });
});
