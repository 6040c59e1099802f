import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Access1763650010000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- A subject has a permission on one object, and on what belongs to that. Names compare by bytes: cheaper by half, and
      -- nobody reads them in an order.
      create table platform.object_grant (
        account_id uuid not null,
        -- user:<id>, group:<id> or role:<name>
        subject text collate "C" not null check (subject ~ '^(user|group|role):.'),
        permission text collate "C" not null,
        object_type text collate "C" not null,
        object_id uuid not null,
        id uuid not null,
        granted_by uuid,
        granted_at timestamptz(3) not null default now(),
        -- Ends with the object, whose id is made of time: what somebody was granted is read newest first.
        primary key (account_id, subject, permission, object_type, object_id)
      );
      create unique index object_grant_id on platform.object_grant (account_id, id);
      create index object_grant_on on platform.object_grant (account_id, object_type, object_id, permission, subject);
      call platform.protect('platform.object_grant', 'select, insert, delete');
      call platform.open_to_system('platform.object_grant', 'select, delete');

      create table platform.group_member (
        account_id uuid not null,
        group_id uuid not null,
        user_id uuid not null,
        primary key (account_id, user_id, group_id)
      );
      create index group_member_of on platform.group_member (account_id, group_id);
      call platform.protect('platform.group_member', 'select, insert, delete');

      create function platform.end_grants() returns trigger
      language plpgsql as $$
      begin
        delete from platform.object_grant g using gone
        where g.account_id = gone.account_id and g.object_type = tg_argv[0] and g.object_id = gone.id;
        return null;
      end $$;

      -- From now on no grant on an object of this type outlives the object.
      create procedure platform.end_grants_with(objects regclass, object_type text)
      language plpgsql as $$
      begin
        execute format(
          'create trigger end_grants after delete on %s referencing old table as gone
             for each statement execute function platform.end_grants(%L)', objects, object_type);
      end $$;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop procedure platform.end_grants_with;
      drop function platform.end_grants;
      drop table platform.object_grant, platform.group_member;
    `);
  }
}
