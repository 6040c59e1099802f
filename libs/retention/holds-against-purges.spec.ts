import { afterAll, beforeAll, expect, it } from 'vitest';
import { SystemDatabase } from '#platform/database/system-database.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { LegalHolds } from '#platform/retention/legal-holds.js';
import { Purge } from '#platform/retention/purge.js';
import type { RetainedType } from '#platform/retention/retained-type.js';
import { RetentionCatalogue } from '#platform/retention/retention-catalogue.js';
import { PurgeMismatchError } from '#platform/retention/retention-errors.js';
import { ObjectNotFoundError } from '#platform/visibility/object-not-found-error.js';
import { type Practice, practice } from '#test/support/practice.js';
import { waitingForLocks } from '#test/support/waiting-for-locks.js';
import { deletedSession, eventsOf } from './testing/sessions-to-delete.js';

let clinic: Practice;
let database: TenantDatabase;
let accountId: string;
let sessions: RetainedType;

const FAR = new Date('2099-01-01T00:00:00.000Z');

beforeAll(async () => {
  clinic = await practice();
  accountId = (await (await clinic.as('admin')).get('/api/v1/account')).body.data.id;
  database = clinic.app.get(TenantDatabase).forAccount(accountId);
  sessions = clinic.app.get(RetentionCatalogue).get('therapy_session');
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

/** The platform's own purge, of sessions as declared or with something happening in the middle of it. */
const purging = (type: RetainedType) => {
  const { app } = clinic;
  const purge = new Purge(database, app.get(SystemDatabase), app.get(RetentionCatalogue));
  return purge.batch(type, FAR, 100);
};

const place = (objectType: string, objectId: string, before: () => Promise<unknown>) =>
  database.write(async (tx) => {
    const actor = { userId: clinic.id('admin'), accountId, roles: [] };
    const object = { type: objectType, id: objectId };
    const hold = await clinic.app.get(LegalHolds).place(tx, actor, object, 'test');
    await before();
    return hold;
  });

const waiting = () =>
  clinic.until('somebody waits for their turn', async () => {
    const { rows } = await clinic.owner.query(
      `select from pg_locks where locktype = 'advisory' and not granted
       and database = (select oid from pg_database where datname = current_database())`,
    );
    return rows.length > 0;
  });

const isThere = async (id: string) =>
  (await clinic.owner.query('select from scheduling.therapy_session where id = $1', [id])).rowCount === 1;

it.each(['therapy_session', 'user'])(
  'a hold on a %s that is being placed is waited for by a purge, and wins',
  async (type) => {
    const id = await deletedSession(clinic);
    let purged: Promise<number> | undefined;
    await place(type, type === 'user' ? clinic.id('patient') : id, async () => {
      purged = purging(sessions);
      await waiting();
    });
    await purged;
    expect(await isThere(id)).toBe(true);
    expect(await eventsOf(clinic, 'therapy_session.purged', id)).toEqual([]);
    await clinic.owner.query('update platform.legal_hold set lifted_at = now(), lifted_by = placed_by');
  },
);

it('a hold that comes after a purge waits for it, and then finds nothing to hold', async () => {
  const id = await deletedSession(clinic);
  let placed: Promise<unknown> | undefined;
  const slow: RetainedType = {
    ...sessions,
    purge: async () => {
      placed = place('therapy_session', id, async () => undefined);
      placed.catch(() => undefined);
      await waiting();
    },
  };
  expect(await purging(slow)).toBeGreaterThan(0);
  await expect(placed).rejects.toBeInstanceOf(ObjectNotFoundError);
  expect(await isThere(id)).toBe(false);
  expect((await clinic.owner.query('select from platform.legal_hold where object_id = $1', [id])).rowCount).toBe(0);
});

it('two purges at the same time purge each object once', async () => {
  const ids = [await deletedSession(clinic), await deletedSession(clinic)];
  const done = await Promise.all([purging(sessions), purging(sessions), purging(sessions)]);
  expect(done.reduce((sum, n) => sum + n, 0)).toBe(2);
  for (const id of ids) expect(await eventsOf(clinic, 'therapy_session.purged', id)).toHaveLength(1);
});

it('a purge that finds fewer rows to delete than it chose takes all of it back, and tells of none', async () => {
  const ids = [await deletedSession(clinic), await deletedSession(clinic)];
  const greedy: RetainedType = {
    ...sessions,
    purge: (tx, [first]) => tx.execute('delete from scheduling.therapy_session where id = $1', [first]),
  };
  await expect(purging(greedy)).rejects.toThrow(PurgeMismatchError);
  for (const id of ids) {
    expect(await isThere(id)).toBe(true);
    expect(await eventsOf(clinic, 'therapy_session.purged', id)).toEqual([]);
  }
  expect(await purging(sessions)).toBe(2);
});

it('a session that is restored while a purge looks for it stays', async () => {
  const id = await deletedSession(clinic);
  await clinic.owner.query('begin');
  await clinic.owner.query('update scheduling.therapy_session set deleted_at = null, deleted_by = null where id = $1', [
    id,
  ]);
  const purged = purging(sessions);
  await clinic.until('the purge waits for the row', () => waitingForLocks(clinic.owner));
  await clinic.owner.query('commit');
  expect(await purged).toBe(0);
  expect(await isThere(id)).toBe(true);
});
