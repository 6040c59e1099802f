import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Idempotency1763650021000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- One row per key: claimed, committed with the effect of the request, then answered. See docs/adr/0008.
      create table platform.idempotency (
        account_id uuid not null,
        user_id uuid not null,
        key text not null check (length(key) between 1 and 255),
        -- Of method, address and body.
        fingerprint text not null,
        claim uuid not null,
        claimed_at timestamptz(3) not null default now(),
        state text not null default 'running' check (state in ('running', 'committed', 'answered')),
        status smallint,
        content_type text,
        body text,
        primary key (account_id, user_id, key)
      );
      call platform.protect('platform.idempotency');
      call platform.open_to_system('platform.idempotency', 'select (claimed_at), delete');
      create index idempotency_by_age on platform.idempotency using brin (claimed_at);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table platform.idempotency');
  }
}
