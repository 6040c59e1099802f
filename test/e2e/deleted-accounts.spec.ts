import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts, DEMO_PASSWORD } from '#apps/standalone/demo-practice.js';
import { actAs } from '#platform/context/acting.js';
import { TaskClient } from '#platform/tasks/task-client.js';
import { purgeAccount } from '#retention/tasks/purge-account.task.js';
import { deletedSession } from '#retention/testing/sessions-to-delete.js';
import { type Client, client, type Practice, practice } from '#test/support/practice.js';

const [demo] = accounts;
const DAY = 24 * 60 * 60 * 1000;

let clinic: Practice;
let people: Client[];
let sessionId: string;
beforeAll(async () => {
  clinic = await practice();
  const operator = 'update identity."user" set roles = $1 where id = $2';
  await clinic.owner.query(operator, [['developer'], clinic.id('reception')]);
  people = await Promise.all([clinic.as('admin'), clinic.as('patient'), clinic.as('reception')]);
  sessionId = await deletedSession(clinic);
  await clinic.settled();
  expect((await (await clinic.as('reception')).delete('/api/v1/account')).status).toBe(200);
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

describe('a deleted account', () => {
  it('lets none of its people in, over REST or GraphQL', async () => {
    for (const each of people) {
      expect((await each.get('/api/v1/therapy-sessions')).body.error.code).toBe('ACCOUNT_REQUIRED');
      expect((await each.graphql('{ me { id } }')).body.errors[0].extensions.code).toBe('ACCOUNT_REQUIRED');
    }
    const credentials = { email: 'admin@demo.test', password: DEMO_PASSWORD };
    const { body } = await clinic.anonymous().post('/api/v1/auth/login', credentials);
    // The password is still right; what it gives opens nothing.
    const signedIn = client(clinic.url, body.data.accessToken);
    expect((await signedIn.get('/api/v1/auth/me')).body.error.code).toBe('ACCOUNT_REQUIRED');
  });

  it('is kept, with what would have been purged', async () => {
    const actor = { userId: clinic.id('admin'), accountId: demo.id, roles: [] };
    const at = new Date(Date.now() + 1000 * DAY).toISOString();
    const run = () => clinic.app.get(TaskClient).runAndWait(purgeAccount, { at }, 15_000);
    expect(await actAs(actor, run)).toEqual({ purged: {} });
    const { rowCount } = await clinic.owner.query('select from scheduling.therapy_session where id = $1', [sessionId]);
    expect(rowCount).toBe(1);
  });

  it('leaves others as they were', async () => {
    expect((await (await clinic.as('otherAdmin')).get('/api/v1/account')).status).toBe(200);
  });
});
