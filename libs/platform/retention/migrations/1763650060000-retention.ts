import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Retention1763650060000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- A lifted hold stays, with who lifted it when: it is part of the proof.
      create table platform.legal_hold (
        id uuid primary key,
        account_id uuid not null,
        object_type text not null,
        object_id uuid not null,
        reason text not null,
        placed_by uuid not null,
        placed_at timestamptz(3) not null,
        lifted_by uuid,
        lifted_at timestamptz(3),
        active boolean not null generated always as (lifted_at is null) stored,
        check ((lifted_by is null) = (lifted_at is null))
      );
      create index legal_hold_by_object on platform.legal_hold (account_id, object_id) where lifted_at is null;
      create index legal_hold_by_time on platform.legal_hold (account_id, placed_at, id);
      call platform.protect('platform.legal_hold', 'select, insert, update');

      create function platform.sees_deleted() returns boolean
      language sql stable parallel safe as $$
        select coalesce(current_setting('app.sees_deleted', true), '') = 'on'
      $$;

      -- Leaves rows with a deleted_at out of everything that the application does, unless it has asked to see them.
      create procedure platform.hide_deleted(tenant_table regclass)
      language plpgsql as $$
      begin
        execute format(
          'create policy not_deleted on %s as restrictive to praxis_app
             using (deleted_at is null or (select platform.sees_deleted())) with check (true)', tenant_table);
      end $$;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop procedure platform.hide_deleted;
      drop function platform.sees_deleted;
      drop table platform.legal_hold;
    `);
  }
}
