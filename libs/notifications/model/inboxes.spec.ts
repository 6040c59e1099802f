import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import type { EventEnvelope } from '#platform/events/event-envelope.js';
import { NotifiedPractice } from '../testing/notified-practice.js';
import { putIntoInboxes } from './inboxes.js';

let practice: NotifiedPractice;

beforeAll(async () => {
  practice = await NotifiedPractice.start();
});
afterAll(() => practice[Symbol.asyncDispose]());

const event = (): EventEnvelope => ({
  id: newId(),
  type: 'lab.happened',
  source: 'lab',
  timestamp: new Date().toISOString(),
  correlationId: 'lab',
  data: {},
  metadata: { version: '1', category: 'domain' },
});
const telling = (userId: string) => ({ userId, message: 'Something happened.', data: {} });
const inAccount = () => practice.app.get(TenantDatabase).forAccount(practice.accountId);

it('two transactions that put things into the same inboxes in opposite orders do not wait for each other for ever', async () => {
  const [ada, tom] = [newId(), newId()];
  const firstIsThere = Promise.withResolvers<void>();
  const there: (string | undefined)[] = [];
  const putInto = async (users: string[], before: Promise<void>, afterFirst: () => void) => {
    await before;
    await inAccount().write(async (tx) => {
      for (const user of users) {
        await putIntoInboxes(tx, event(), [telling(user)]);
        afterFirst();
        // Time for the other one to take its first inbox.
        if (user === users[0]) await tx.query('select pg_sleep(0.1)');
      }
    });
    there.push(users[0]);
  };
  await Promise.all([
    putInto([ada, tom], Promise.resolve(), firstIsThere.resolve),
    putInto([tom, ada], firstIsThere.promise, () => undefined),
  ]);
  expect(there).toEqual([ada, tom]);
  const mailboxes = await practice.sql('select last_cursor from notifications.mailbox where user_id = any ($1)', [
    [ada, tom],
  ]);
  expect(mailboxes).toEqual([{ last_cursor: '2' }, { last_cursor: '2' }]);
});

it('two that tell one user of the same event tell it once', async () => {
  const [user, same] = [newId(), event()];
  const put = () => inAccount().write((tx) => putIntoInboxes(tx, same, [telling(user)]));
  const entries = (await Promise.all([put(), put(), put()])).flat();
  expect(entries.map(({ place }) => place)).toEqual([1]);
});
