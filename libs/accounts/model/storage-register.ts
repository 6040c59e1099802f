import type { TenantTransaction } from '#platform/database/tenant-database.js';
import type { StoredThing } from '../contract/index.js';

/** Of several that are about to take the place of one thing, the largest counts, and never less than what is there. */
const TAKEN = `
  select (coalesce((select bytes from accounts.storage_total), 0) + coalesce((
    select sum(greatest(taking.bytes - coalesce(stored.bytes, 0), 0))
    from (
      select kind, object_id, max(bytes) as bytes from accounts.storage_taking
      where kept_until > now() group by kind, object_id
    ) taking
    left join accounts.stored_object stored using (kind, object_id)
  ), 0))::float8 as used`;

/** Bytes that are stored or kept. */
export async function storageTaken(tx: TenantTransaction): Promise<number> {
  const [counted] = await tx.query<{ used: number }>(TAKEN);
  return counted?.used ?? 0;
}

/** Longer than a request and its transaction can last. An upload that lasts longer takes it again. */
const KEPT = `interval '15 minutes'`;

/** Keeps room for something; what was kept and has lapsed is forgotten on the way. */
export async function keepStorage(tx: TenantTransaction, thing: StoredThing, takingId: string): Promise<void> {
  const { kind, objectId, bytes } = thing;
  await Promise.all([
    tx.execute('delete from accounts.storage_taking where kept_until <= now()'),
    tx.execute(
      `insert into accounts.storage_taking (account_id, taking_id, kind, object_id, bytes, kept_until)
       values ($1, $2, $3, $4, $5, now() + ${KEPT})
       on conflict (account_id, taking_id) do update set bytes = excluded.bytes, kept_until = excluded.kept_until`,
      [tx.accountId, takingId, kind, objectId, bytes],
    ),
  ]);
}

export async function giveBackStorage(tx: TenantTransaction, takingId: string): Promise<void> {
  await tx.execute('delete from accounts.storage_taking where taking_id = $1::uuid', [takingId]);
}

/** What an event said of something that is stored; without bytes: it is gone. */
export interface StorageFacts extends Pick<StoredThing, 'kind' | 'objectId' | 'bytes'> {
  readonly asOf: string;
}

/** An older event that comes again changes nothing. */
const RECORD = `
  insert into accounts.stored_object as known (account_id, kind, object_id, bytes, as_of) values ($1, $2, $3, $4, $5)
  on conflict (account_id, kind, object_id) do update set bytes = excluded.bytes, as_of = excluded.as_of
  where known.as_of <= excluded.as_of`;

/** Of those that were kept for the thing, the event is of the one that fits best. */
const SETTLE = `
  delete from accounts.storage_taking where taking_id = (
    select taking_id from accounts.storage_taking
    where kind = $1 and object_id = $2::uuid and bytes >= $3::bigint order by bytes, kept_until limit 1
  )`;

export async function recordStored(
  tx: TenantTransaction,
  { kind, objectId, bytes, asOf }: StorageFacts,
): Promise<void> {
  const isNews = (await tx.execute(RECORD, [tx.accountId, kind, objectId, bytes, asOf])) > 0;
  if (isNews && bytes > 0) await tx.execute(SETTLE, [kind, objectId, bytes]);
}
