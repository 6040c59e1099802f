import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { databaseForAll } from '#test/support/database.js';
import { IdentityApplication } from '../testing/identity-application.js';

const database = databaseForAll();
let app: IdentityApplication;
let accountId: string;

/** Serves requests only: what tasks find out, nobody waits for. */
beforeAll(async () => {
  app = await IdentityApplication.start(database.ownerUrl);
  accountId = await app.account();
  app.accounts.openForRegistration.add(accountId);
});
afterAll(() => app?.stop());
afterEach(() => {
  vi.restoreAllMocks();
});

const address = () => `${newId()}@example.test`;
const auth = (path: string, body: object) => app.nobody.post(`/api/v1/auth/${path}`, body);

/** The statements that a request sends, in order. */
async function statementsOf(request: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = [];
  const query = pg.Client.prototype.query;
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...given: unknown[]) {
    const [statement] = given as [string | { text: string }];
    const text = (typeof statement === 'string' ? statement : statement.text).trim();
    // The rest is what relays of events and tasks do, meanwhile and by the clock.
    if (/identity\.|insert into messaging\.task_outbox/.test(text)) sent.push(text);
    return Reflect.apply(query, this, given);
  } as never);
  await request();
  vi.restoreAllMocks();
  return sent;
}

describe('the work is the same', () => {
  it.each<[string, (email: string) => Promise<unknown>]>([
    ['signing in with a wrong password', (email) => auth('login', { email, password: 'not the password' })],
    ['asking for a new password', (email) => auth('password/forgot', { email })],
    ['registering', (email) => auth('register', { account: accountId, email, password: 'a quite different one' })],
  ])('for %s, whether or not there is such a user', async (_what, request) => {
    const { email } = await app.member({ accountId });
    await request(email);
    await request(address());
    const known = await statementsOf(() => request(email));
    const unknown = await statementsOf(() => request(address()));
    expect(known.length).toBeGreaterThan(0);
    expect(known.sort()).toEqual(unknown.sort());
  });

  it('for a lock-out as for a wrong password', async () => {
    const { email } = await app.member({ accountId });
    const request = () => auth('login', { email, password: 'not the password' });
    const first = await statementsOf(request);
    for (let times = 0; times < 6; times++) await request();
    expect((await statementsOf(request)).sort()).toEqual(first.sort());
  });
});
