import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Storage1763660010000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- What is stored for the account, kept from the events of those who store it. What is gone stays, without bytes: an older event
      -- that comes again must find it.
      create table accounts.stored_object (
        account_id uuid not null,
        kind text not null,
        object_id uuid not null,
        bytes bigint not null check (bytes >= 0),
        as_of timestamptz(3) not null,
        primary key (account_id, kind, object_id)
      );
      call platform.protect('accounts.stored_object');

      -- Room that is kept for what is about to be stored, until its event tells that it is.
      create table accounts.storage_taking (
        account_id uuid not null,
        taking_id uuid not null,
        kind text not null,
        object_id uuid not null,
        bytes bigint not null check (bytes >= 0),
        kept_until timestamptz(3) not null,
        primary key (account_id, taking_id)
      );
      call platform.protect('accounts.storage_taking');

      -- Adding up a million documents for each upload would be slow. It follows every change of what it is the sum of.
      create table accounts.storage_total (
        account_id uuid primary key,
        bytes bigint not null check (bytes >= 0)
      );
      call platform.protect('accounts.storage_total');
      create function accounts.add_up_storage() returns trigger language plpgsql as $$
        declare
          account uuid := case when tg_op = 'DELETE' then old.account_id else new.account_id end;
          added bigint := case when tg_op = 'DELETE' then 0 else new.bytes end
            - case when tg_op = 'INSERT' then 0 else old.bytes end;
        begin
          insert into accounts.storage_total as known (account_id, bytes) values (account, 0) on conflict do nothing;
          update accounts.storage_total set bytes = bytes + added where account_id = account;
          return null;
        end
      $$;
      create trigger add_up_storage after insert or update of bytes or delete on accounts.stored_object
        for each row execute function accounts.add_up_storage();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop table accounts.stored_object, accounts.storage_taking, accounts.storage_total;
      drop function accounts.add_up_storage;
    `);
  }
}
