import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Accounts1763641000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create schema accounts;
      grant usage on schema accounts to praxis_app;

      -- A tenant is its own tenant data: account_id is there for row-level security and always the id.
      create table accounts.account (
        id uuid primary key,
        account_id uuid not null check (account_id = id),
        name text not null,
        standing text not null check (standing in ('active', 'plan_inactive', 'suspended')),
        created_at timestamptz(3) not null
      );
      call platform.protect('accounts.account', 'select, insert, update');

      create table accounts.site (
        id uuid primary key,
        account_id uuid not null references accounts.account (id),
        name text not null,
        time_zone text not null,
        address text not null,
        unique (account_id, id)
      );
      create index site_name on accounts.site (account_id, name, id);
      call platform.protect('accounts.site');

      -- The key over both columns: a sector cannot be put at a site of another account.
      create table accounts.sector (
        id uuid primary key,
        account_id uuid not null,
        site_id uuid not null,
        name text not null,
        foreign key (account_id, site_id) references accounts.site (account_id, id)
      );
      create index sector_name on accounts.sector (account_id, site_id, name, id);
      call platform.protect('accounts.sector');
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop schema accounts cascade');
  }
}
