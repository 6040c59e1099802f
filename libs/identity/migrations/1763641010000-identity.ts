import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Identity1763641010000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create schema identity;
      grant usage on schema identity to praxis_app, praxis_system;

      create table identity.user (
        id uuid primary key,
        account_id uuid not null,
        -- Over the whole system, because signing in names no account. Stored folded, so plain equality finds it.
        email text not null constraint user_email unique check (email !~ '[A-Z]'),
        password_hash text not null,
        first_name text,
        last_name text,
        last_name_folded text generated always as (lower(last_name)) stored,
        birth_date date,
        birth_place text,
        profile_picture text,
        roles text[] not null check (
          roles <@ array['developer', 'owner', 'admin', 'editor', 'therapist', 'patient', 'viewer', 'system']
        ),
        active boolean not null,
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null,
        version integer not null,
        unique (account_id, id)
      );
      create index user_created on identity.user (account_id, created_at, id);
      create index user_email_order on identity.user (account_id, email, id);
      create index user_name_order on identity.user (account_id, (coalesce(last_name, '')), id);
      create index user_email_search on identity.user (account_id, email collate "C");
      create index user_name_search on identity.user (account_id, last_name_folded collate "C");
      call platform.protect('identity.user', 'select, insert, update');
      -- What signing in needs to know before there is a tenant, and nothing else.
      call platform.open_to_system('identity.user', 'select (id, account_id, email, password_hash, active)');

      -- One row per sign-in, that is per family of refresh tokens, of which only the hash of the current one is kept.
      create table identity.sign_in (
        id uuid primary key,
        account_id uuid not null,
        user_id uuid not null,
        token_hash text not null,
        created_at timestamptz(3) not null default now(),
        refreshed_at timestamptz(3) not null default now(),
        expires_at timestamptz(3) not null,
        ended_at timestamptz(3),
        end_reason text,
        check ((ended_at is null) = (end_reason is null)),
        foreign key (account_id, user_id) references identity.user (account_id, id)
      );
      create index sign_in_open on identity.sign_in (account_id, user_id) where ended_at is null;
      call platform.protect('identity.sign_in', 'select, insert, update');
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop schema identity cascade');
  }
}
