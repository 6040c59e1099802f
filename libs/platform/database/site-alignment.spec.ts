import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseForAll } from '#test/support/database.js';
import { type EventLab, eventLab } from '#test/support/event-lab.js';
import { newId } from '../context/ids.js';
import { runInContext } from '../context/request-context.js';
import { requireSite, SiteMismatchError } from './site-alignment.js';
import type { TenantDatabase, TenantTransaction } from './tenant-database.js';
import type { Transaction } from './transaction.js';

const database = databaseForAll();
const [riverside, hilltop, adults, youth] = [newId(), newId(), newId(), newId()];
let lab: EventLab;
let everywhere: TenantDatabase;
let atRiverside: TenantDatabase;
let withAdults: TenantDatabase;

beforeAll(async () => {
  lab = await eventLab(database.ownerUrl, []);
  await lab.owner.query(`
    create table lab.room (id uuid primary key default uuidv7(), account_id uuid not null, site_id uuid, sector_id uuid, name text);
    call platform.protect('lab.room');
    call platform.align_with_place('lab.room');
    create table lab.door (id uuid primary key default uuidv7(), account_id uuid not null, site_id uuid not null);
    call platform.protect('lab.door');
    call platform.align_with_place('lab.door');`);
  everywhere = lab.database;
  atRiverside = lab.database.forAccount(lab.accountId, { siteId: riverside });
  withAdults = lab.database.forAccount(lab.accountId, { siteId: riverside, sectorId: adults });
});
afterAll(() => lab?.[Symbol.asyncDispose]());

const INSERT =
  'insert into lab.room (account_id, site_id, sector_id) values ($1, $2, $3) returning id, site_id, sector_id';
interface Room {
  readonly id: string;
  readonly site_id: string | null;
  readonly sector_id: string | null;
}
const insert = async (tx: TenantTransaction, siteId: string | null, sectorId: string | null = null): Promise<Room> =>
  (await tx.query<Room>(INSERT, [lab.accountId, siteId, sectorId]))[0] as Room;
const make = (at: TenantDatabase, siteId: string | null, sectorId: string | null = null) =>
  at.write((tx) => insert(tx, siteId, sectorId));
const mismatch = (field: 'siteId' | 'sectorId', given: string, expected: string) =>
  expect.objectContaining({ code: 'SITE_MISMATCH', details: { field, given, expected } });

describe('a row of a transaction that works at a site', () => {
  it('is put there when it does not say where it is', async () => {
    expect(await make(atRiverside, null)).toMatchObject({ site_id: riverside, sector_id: null });
    expect(await make(withAdults, null)).toMatchObject({ site_id: riverside, sector_id: adults });
    const door = 'insert into lab.door (account_id) values ($1) returning site_id';
    expect(await withAdults.write((tx) => tx.query(door, [lab.accountId]))).toEqual([{ site_id: riverside }]);
  });

  it('is accepted there, and refused anywhere else', async () => {
    expect(await make(atRiverside, riverside, youth)).toMatchObject({ site_id: riverside, sector_id: youth });
    expect(await make(withAdults, riverside, adults)).toMatchObject({ sector_id: adults });
    await expect(make(atRiverside, hilltop)).rejects.toEqual(mismatch('siteId', hilltop, riverside));
    await expect(make(withAdults, riverside, youth)).rejects.toEqual(mismatch('sectorId', youth, adults));
  });

  it.each<[string, string]>([
    ['changed', `update lab.room set name = 'x' where id = $1`],
    ['fetched from there', `update lab.room set site_id = '${riverside}' where id = $1`],
    ['deleted', 'delete from lab.room where id = $1'],
  ])('is not %s while it is elsewhere', async (_what, statement) => {
    const { id } = await make(everywhere, hilltop);
    const done = atRiverside.write((tx) => tx.execute(statement, [id]));
    await expect(done).rejects.toEqual(mismatch('siteId', hilltop, riverside));
    expect(await everywhere.write((tx) => tx.execute(statement, [id]))).toBe(1);
  });

  it('is not moved away', async () => {
    const { id } = await make(atRiverside, riverside);
    const moved = atRiverside.write((tx) =>
      tx.execute('update lab.room set site_id = $2 where id = $1', [id, hilltop]),
    );
    await expect(moved).rejects.toBeInstanceOf(SiteMismatchError);
  });

  it('is refused in a write at once, too', async () => {
    const written = atRiverside.writeAtOnce((tx) =>
      tx.send({ sql: INSERT, parameters: [lab.accountId, hilltop, null] }),
    );
    await expect(written).rejects.toEqual(mismatch('siteId', hilltop, riverside));
  });
});

describe('a transaction', () => {
  it('that works at no site stores what it is given', async () => {
    expect(await make(everywhere, null)).toMatchObject({ site_id: null, sector_id: null });
    expect(await make(everywhere, hilltop, youth)).toMatchObject({ site_id: hilltop, sector_id: youth });
  });

  it('is at no site because the one before it on the connection was', async () => {
    const rounds = Array.from({ length: 20 }, async () => [
      await make(atRiverside, null),
      await make(everywhere, hilltop),
    ]);
    for (const [there, elsewhere] of await Promise.all(rounds)) {
      expect([there?.site_id, elsewhere?.site_id]).toEqual([riverside, hilltop]);
    }
  });

  it('that takes up work of several sites, one after another, is at the site of each', async () => {
    const { context } = await everywhere.read(async (tx) => tx);
    const at = (tx: Transaction, siteId?: string) => tx.movedTo({ ...context, siteId }) as TenantTransaction;
    const stored = await everywhere.write(async (tx) => [
      await insert(at(tx, riverside), null),
      await insert(at(tx, hilltop), null),
      await insert(at(tx), null),
      await insert(at(tx), riverside),
    ]);
    expect(stored.map(({ site_id }) => site_id)).toEqual([riverside, hilltop, null, riverside]);
  });

  it('is at no site of the request in which another account is worked for', async () => {
    const otherAccount = newId();
    const request = { requestId: 'req_1', correlationId: 'req_1', accountId: lab.accountId, siteId: riverside };
    const contextOf = (accountId: string) =>
      runInContext(request, () => lab.database.forAccount(accountId).read(async ({ context }) => context));
    expect((await contextOf(lab.accountId)).siteId).toBe(riverside);
    await lab.owner.query(`insert into platform.admission values ($1, 'active')`, [otherAccount]);
    expect((await contextOf(otherAccount)).siteId).toBeUndefined();
  });

  it('is asked only about the site that it works at', async () => {
    const ask = (at: TenantDatabase) => at.read(async (tx) => requireSite(tx, hilltop));
    await expect(ask(everywhere)).resolves.toBeUndefined();
    await expect(ask(atRiverside)).rejects.toEqual(mismatch('siteId', hilltop, riverside));
  });
});
