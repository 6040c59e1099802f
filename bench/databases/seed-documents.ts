import type { Client } from 'pg';
import { v7 } from 'uuid';
import type { ObjectType } from '#platform/access/object-type.js';
import { permissionNamespace } from '#platform/permissions/permission.js';

export const { view: DOCUMENT_VIEW } = permissionNamespace('bench', 'Bench', {
  view: { label: 'View documents', roles: ['admin'] },
});

export const benchDocument: ObjectType = {
  type: 'document',
  label: 'Document',
  table: 'bench.document',
  view: DOCUMENT_VIEW,
  endsGrants: true,
};

/** An account with documents, of which one user was granted some, at random over all of the time. */
export interface SeededDocuments {
  readonly accountId: string;
  /** User by the number of documents granted to them. */
  readonly users: ReadonlyMap<number, string>;
}

/** Ids are of one second after the other, as if the documents had come in over time. */
export async function seedDocuments(owner: Client, rows: number, grants: readonly number[]): Promise<SeededDocuments> {
  await owner.query(`
    create schema bench;
    grant usage on schema bench to praxis_app;
    create table bench.document (id uuid primary key, account_id uuid not null, title text not null);
    create index document_order on bench.document (account_id, id);
    call platform.protect('bench.document');
    call platform.end_grants_with('bench.document', 'document');
    -- Analysing at a moment of its own choice would be charged to whoever is measured then.
    alter table platform.object_grant set (autovacuum_enabled = false);
    alter table bench.document set (autovacuum_enabled = false);
  `);
  const accountId = v7();
  await owner.query(
    `insert into bench.document (id, account_id, title)
     select (lpad(to_hex(1700000000000 + n * 1000::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8'
       || substr(md5(n::text), 4, 15))::uuid, $1, 'Document ' || n
     from generate_series(1, $2::int) n`,
    [accountId, rows],
  );
  const users = new Map<number, string>();
  for (const number of grants) {
    const userId = v7();
    users.set(number, userId);
    await owner.query(
      `insert into platform.object_grant (account_id, subject, permission, object_type, object_id, id, granted_at)
       select account_id, $1, $2, 'document', id, gen_random_uuid(), now() from (
         select account_id, id from bench.document order by md5(id::text) limit $3
       ) chosen`,
      [`user:${userId}`, DOCUMENT_VIEW.name, number],
    );
  }
  for (const table of ['bench.document', 'platform.object_grant']) await vacuumed(owner, table);
  return { accountId, users };
}

const VACUUM_TRIES = 100;

/** As tables are that have been there for a while. A snapshot that somebody still holds, such as an ANALYZE, keeps pages from it. */
async function vacuumed(owner: Client, table: string): Promise<void> {
  for (let attempt = 0; attempt < VACUUM_TRIES; attempt++) {
    await owner.query(`vacuum (analyze) ${table}`);
    const { rows } = await owner.query(
      'select relallvisible >= relpages as done, pg_sleep(0.2) from pg_class where oid = $1::regclass',
      [table],
    );
    if (rows[0].done) return;
  }
  throw new Error(`After ${VACUUM_TRIES} times of VACUUM some pages of ${table} are still not visible to all.`);
}
