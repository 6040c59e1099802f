import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What every other migration builds on: who may enter a tenant, and how a table is made a tenant's.
 *
 * SQLSTATEs: PX400 no tenant, PX401 sign-in ended, PX402 plan inactive, PX403 no such account (or suspended).
 */
export class Platform1763640000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create extension if not exists btree_gist;
      create schema if not exists platform;
      grant usage on schema platform to praxis_app, praxis_system;

      -- Which accounts may be worked in. Kept by the accounts context.
      create table platform.admission (
        account_id uuid primary key,
        standing text not null check (standing in ('active', 'plan_inactive', 'suspended'))
      );
      -- Credentials of this user or sign-in that were issued until then are void. Kept by the identity context.
      create table platform.cutoff (
        subject uuid primary key,
        issued_until bigint not null
      );
      grant select, insert, update on platform.admission, platform.cutoff to praxis_app, praxis_system;

      ${CURRENT_ACCOUNT_ID}

      ${ENTER}

      -- Forces row-level security on a table with an account_id and grants the application what it may do there.
      create procedure platform.protect(tenant_table regclass, privileges text default 'select, insert, update, delete')
      language plpgsql as $$
      begin
        execute format('alter table %s enable row level security', tenant_table);
        execute format('alter table %s force row level security', tenant_table);
        execute format(
          'create policy tenant on %s to praxis_app
             using (account_id = (select platform.current_account_id()))
             with check (account_id = (select platform.current_account_id()))', tenant_table);
        execute format('grant %s on %s to praxis_app', privileges, tenant_table);
      end $$;

      -- Opens a tenant table to the role that works across tenants.
      create procedure platform.open_to_system(tenant_table regclass, privileges text)
      language plpgsql as $$
      begin
        execute format('create policy system on %s to praxis_system using (true) with check (true)', tenant_table);
        execute format('grant %s on %s to praxis_system', privileges, tenant_table);
      end $$;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop schema platform cascade');
  }
}

export const CURRENT_ACCOUNT_ID = `
  -- Fails rather than answering null: a query without a tenant must never quietly find nothing.
  create or replace function platform.current_account_id() returns uuid
  language plpgsql stable parallel safe as $$
  declare
    account uuid := nullif(current_setting('app.account_id', true), '')::uuid;
  begin
    if account is null then
      raise exception 'tenant data was asked for outside any tenant' using errcode = 'PX400';
    end if;
    return account;
  end $$;`;

export const ENTER = `
  create function platform.enter(account uuid, actor uuid, sign_in uuid, issued_at bigint) returns void
  language plpgsql as $$
  declare
    standing text;
  begin
    if account is null then
      raise exception 'no tenant to enter' using errcode = 'PX400';
    end if;
    select a.standing into standing from platform.admission a where a.account_id = account;
    if standing is null or standing = 'suspended' then
      raise exception 'no such account' using errcode = 'PX403';
    end if;
    if standing = 'plan_inactive' then
      raise exception 'plan is not active' using errcode = 'PX402';
    end if;
    if issued_at is not null and exists (
      select 1 from platform.cutoff c where c.subject in (actor, sign_in) and c.issued_until >= issued_at
    ) then
      raise exception 'sign-in has ended' using errcode = 'PX401';
    end if;
    perform set_config('app.account_id', account::text, true);
  end $$;`;
