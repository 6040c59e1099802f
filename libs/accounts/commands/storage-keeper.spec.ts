import { describe, expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { storing } from '../contract/index.js';
import { PlanLimitConflictError } from '../model/accounts-errors.js';
import { CountStoredWhenUsersChange } from '../reactions/count-stored-when-users-change.js';
import { type AccountsApplication, actor, practiceForEach } from '../testing/accounts-application.js';
import { CreateAccount } from './create-account.js';
import { StorageKeeper } from './storage-keeper.js';

const GIB = 1024 ** 3;
/** What the starter plan has. */
const ALLOWED = 5 * GIB;

let app: AccountsApplication;
let accountId: string;
practiceForEach((given) => {
  ({ app } = given);
});

async function starter() {
  accountId = newId();
  await app.commands.execute(new CreateAccount('Small', accountId, { plan: 'starter' }));
}
const storage = () => app.nest.get(StorageKeeper, { strict: false });
const thing = (bytes: number, objectId = newId()) => ({ accountId, kind: 'profile_picture', objectId, bytes });
const take = (bytes: number, objectId = newId(), takingId = newId()) =>
  storage().take(thing(bytes, objectId), takingId);
const usage = async () => (await app.get('', accountId, 'owner')).body.data.plan.usage;
const used = async () => (await usage()).storageBytes;
/** As the relay hands over the event of a user whose picture it is. */
const told = (userId: string, pictureBytes: number | undefined, timestamp = new Date().toISOString()) =>
  app.nest
    .get(TenantDatabase)
    .forAccount(accountId)
    .write((tx) =>
      app.nest
        .get(CountStoredWhenUsersChange, { strict: false })
        .react({ timestamp, data: { userId, pictureBytes } } as never, tx),
    );
const lapse = () =>
  app.owner.query(`update accounts.storage_taking set kept_until = now() - interval '1 second' where account_id = $1`, [
    accountId,
  ]);

describe('the storage of a plan', () => {
  it('is never more than it allows, however many ask at once', async () => {
    await starter();
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => take(GIB)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(ALLOWED / GIB);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(PlanLimitConflictError);
    }
    expect(await used()).toBe(ALLOWED);
  });

  it('is full to the byte, and says how much is in use', async () => {
    await starter();
    await take(ALLOWED - 1);
    await take(1);
    const details = { limit: 'storageBytes', allowed: ALLOWED, used: ALLOWED };
    await expect(take(1)).rejects.toMatchObject({ code: 'PLAN_LIMIT_CONFLICT', details });
    await expect(take(0)).resolves.toBeUndefined();
  });

  it('is taken once by one attempt, however often it is repeated, and can be taken for longer and for more', async () => {
    await starter();
    const [objectId, takingId] = [newId(), newId()];
    await Promise.all([take(ALLOWED, objectId, takingId), take(ALLOWED, objectId, takingId)]);
    expect(await used()).toBe(ALLOWED);
    await take(GIB, objectId, takingId);
    expect(await used()).toBe(GIB);
  });

  it('is what is stored, once its event has told', async () => {
    await starter();
    const userId = newId();
    await take(2 * GIB, userId);
    await told(userId, GIB);
    expect(await used()).toBe(GIB);
    await told(userId, undefined);
    await lapse();
    expect(await used()).toBe(GIB);
  });

  it('counts the difference when something is replaced, and nothing once it is gone', async () => {
    await starter();
    const userId = newId();
    await take(4 * GIB, userId);
    await told(userId, 4 * GIB);
    await take(5 * GIB, userId);
    expect(await used()).toBe(5 * GIB);
    await told(userId, 5 * GIB);
    // Smaller than what is there: it fits though nothing is free, and counts as before until it has taken the place.
    await take(GIB, userId);
    expect(await used()).toBe(5 * GIB);
    await told(userId, GIB);
    expect(await used()).toBe(GIB);
    await told(userId, 0);
    expect(await used()).toBe(0);
  });

  it('is given back by what was not stored, and by what nobody tells of', async () => {
    await starter();
    const failed = storing(storage(), thing(GIB), () => Promise.reject(new Error('The disk is full.')));
    await expect(failed).rejects.toThrow('The disk is full.');
    expect(await used()).toBe(0);
    const unchanged = storing(
      storage(),
      thing(GIB),
      async () => false,
      (isOther) => isOther,
    );
    await expect(unchanged).resolves.toBe(false);
    expect(await used()).toBe(0);
    await storing(storage(), thing(GIB), async () => true);
    expect(await used()).toBe(GIB);
    await lapse();
    expect(await used()).toBe(0);
  });

  it('keeps the largest of several attempts at one thing, each until its own event', async () => {
    await starter();
    const userId = newId();
    await take(GIB, userId);
    await take(3 * GIB, userId);
    await told(userId, GIB);
    expect(await used()).toBe(3 * GIB);
    await told(userId, 3 * GIB);
    expect(await used()).toBe(3 * GIB);
    await told(userId, 0);
    expect(await used()).toBe(0);
  });

  it('is not counted anew by an old event that is replayed', async () => {
    await starter();
    const userId = newId();
    const before = new Date(Date.now() - 1000).toISOString();
    await told(userId, GIB, before);
    await told(userId, 0);
    await told(userId, GIB, before);
    expect(await used()).toBe(0);
  });

  it('can be taken by something smaller even where more is in use than allowed', async () => {
    await starter();
    const userId = newId();
    await told(userId, ALLOWED + GIB);
    await expect(take(1)).rejects.toThrow(PlanLimitConflictError);
    await expect(take(ALLOWED, userId)).resolves.toBeUndefined();
  });

  it('is each account’s own', async () => {
    await starter();
    await take(ALLOWED);
    await starter();
    expect(await used()).toBe(0);
    await expect(take(ALLOWED)).resolves.toBeUndefined();
  });

  it('keeps an account from a plan with less, and is shown the same by GraphQL', async () => {
    await starter();
    const choose = (plan: string) => app.send('PUT', '/plan', actor(accountId, 'owner'), { body: { plan } });
    await choose('practice');
    await take(6 * GIB);
    const { body } = await choose('starter');
    const details = { limit: 'storageBytes', allowed: ALLOWED, used: 6 * GIB };
    expect(body.error).toMatchObject({ code: 'PLAN_LIMIT_CONFLICT', details });
    const query = '{ account { plan { usage { seats sites storageBytes } } } }';
    const { data } = await app.graphql(query, accountId, 'owner');
    expect(data.account.plan.usage).toEqual(await usage());
  });

  it('takes no numbers that are none', async () => {
    await starter();
    for (const bytes of [-1, 0.5, Number.NaN, 2 ** 53]) await expect(take(bytes)).rejects.toThrow(RangeError);
  });

  it('is the sum of what is stored, whoever changes it', async () => {
    await starter();
    const [one, other] = [newId(), newId()];
    await told(one, 10);
    await told(other, 5);
    await app.owner.query('delete from accounts.stored_object where object_id = $1', [one]);
    expect(await used()).toBe(5);
  });
});
