import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Rows that are at a site are kept to the site that their transaction works at (`entering.ts`) by the table itself, whoever writes them
 * and however. SQLSTATE PX422: a row of another site or sector.
 */
export class Alignment1763660040000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Null when the two agree, or one of them is not given.
      create function platform.require_place(field text, given uuid, expected text) returns void
      language plpgsql stable as $$
      begin
        if given is not null and expected <> '' and given <> expected::uuid then
          perform platform.refuse('PX422', format('%s %s %s', field, given, expected));
        end if;
      end $$;

      -- The argument tells whether the table has a sector_id as well: a column that is not there must not even be named.
      create function platform.align_row() returns trigger
      language plpgsql as $$
      declare
        site text := coalesce(current_setting('app.site_id', true), '');
        sector text := coalesce(current_setting('app.sector_id', true), '');
        sectored boolean := tg_argv[0]::boolean;
      begin
        if tg_op <> 'INSERT' then
          -- Neither to another site nor from it.
          perform platform.require_place('siteId', old.site_id, site);
          if sectored then
            perform platform.require_place('sectorId', old.sector_id, sector);
          end if;
        end if;
        if tg_op = 'DELETE' then
          return old;
        end if;
        if tg_op = 'INSERT' and new.site_id is null then
          new.site_id := site::uuid;
        end if;
        perform platform.require_place('siteId', new.site_id, site);
        if sectored then
          if tg_op = 'INSERT' and new.sector_id is null then
            new.sector_id := nullif(sector, '')::uuid;
          end if;
          perform platform.require_place('sectorId', new.sector_id, sector);
        end if;
        return new;
      end $$;

      -- Asked for each row and hardly ever true, so it is the trigger's condition: the function is not even called.
      create procedure platform.align_with_place(placed_table regclass)
      language plpgsql as $$
      declare
        sectored boolean := exists (
          select from pg_attribute where attrelid = placed_table and attname = 'sector_id' and not attisdropped
        );
      begin
        execute format(
          'create trigger align_with_place before insert or update or delete on %s for each row
             when (coalesce(current_setting(''app.site_id'', true), '''') <> '''')
             execute function platform.align_row(%L)', placed_table, sectored);
      end $$;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop procedure platform.align_with_place;
      drop function platform.align_row;
      drop function platform.require_place;
    `);
  }
}
