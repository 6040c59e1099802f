import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { databaseForAll } from '#test/support/database.js';
import { sentStatements } from '#test/support/sent-statements.js';
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

/** The statements of a request. What relays of events and tasks do, meanwhile and by the clock, is left out. */
const statementsOf = async (request: () => Promise<unknown>): Promise<string[]> =>
  (await sentStatements(request)).filter((text) => /identity\.|insert into messaging\.task_outbox/.test(text));

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
