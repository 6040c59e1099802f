import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A version of what is true in an account, moved on by every change to a table that counts as facts; see `recollections.ts`.
 * The row is the one that every transaction reads as it enters the account, so comparing costs nothing.
 */
export class Facts1763660050000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table platform.admission add column facts bigint not null default 0;

      -- Once for a statement, however many rows it changes. The argument tells which of them count.
      create function platform.facts_changed() returns trigger
      language plpgsql as $$
      begin
        execute 'update platform.admission set facts = facts + 1
                 where account_id in (select account_id from changed where ' || tg_argv[0] || ')';
        return null;
      end $$;

      create procedure platform.count_as_facts(facts_table regclass, condition text default 'true')
      language plpgsql as $$
      begin
        execute format(
          'create trigger facts_inserted after insert on %s referencing new table as changed
             for each statement execute function platform.facts_changed(%L)', facts_table, condition);
        execute format(
          'create trigger facts_updated after update on %s referencing new table as changed
             for each statement execute function platform.facts_changed(%L)', facts_table, condition);
        execute format(
          'create trigger facts_deleted after delete on %s referencing old table as changed
             for each statement execute function platform.facts_changed(%L)', facts_table, condition);
      end $$;

      create procedure platform.no_longer_count_as_facts(facts_table regclass)
      language plpgsql as $$
      begin
        execute format('drop trigger facts_inserted on %s', facts_table);
        execute format('drop trigger facts_updated on %s', facts_table);
        execute format('drop trigger facts_deleted on %s', facts_table);
      end $$;

      call platform.count_as_facts('platform.group_member');
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      call platform.no_longer_count_as_facts('platform.group_member');
      drop procedure platform.no_longer_count_as_facts, platform.count_as_facts;
      drop function platform.facts_changed;
      alter table platform.admission drop column facts;
    `);
  }
}
