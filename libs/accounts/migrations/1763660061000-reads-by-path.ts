import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ReadsByPath1763660061000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      drop table accounts.crossing;
      -- When somebody of another account was last told to have read a path here. By its hash: a path may be longer than an index takes.
      create table accounts.crossing (
        account_id uuid not null,
        user_id uuid not null,
        path_hash bytea not null,
        hour timestamptz not null,
        primary key (account_id, user_id, path_hash)
      );
      call platform.protect('accounts.crossing', 'select, insert, update');
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop table accounts.crossing;
      create table accounts.crossing (
        account_id uuid not null,
        user_id uuid not null,
        hour timestamptz not null,
        primary key (account_id, user_id, hour)
      );
      call platform.protect('accounts.crossing', 'select, insert');
    `);
  }
}
