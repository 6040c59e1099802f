import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PlansAndSiteAccess1763650051000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- The standing follows from the plan's state and the time; platform.admission holds accounts to it.
      alter table accounts.account
        drop column standing,
        add column slug text unique,
        add column locale text not null default 'en',
        add column time_zone text not null default 'Etc/UTC',
        add column self_registration boolean not null default false,
        add column site_access text not null default 'everyone' check (site_access in ('everyone', 'listed')),
        add column retention_days jsonb not null default '{}',
        add column plan text not null default 'self_hosted',
        add column plan_state text not null default 'active'
          check (plan_state in ('trial', 'active', 'past_due', 'cancelled', 'suspended')),
        add column plan_state_since timestamptz(3) not null default now(),
        add column system boolean not null default false,
        add column deleted_at timestamptz(3);
      grant usage on schema accounts to praxis_system;
      call platform.open_to_system('accounts.account', 'select');

      alter table accounts.site
        add column status text not null default 'open' check (status in ('open', 'archived'));
      alter table accounts.sector
        add column status text not null default 'open' check (status in ('open', 'archived')),
        add unique (account_id, id);

      -- Sites that were there before anybody could be kept from one are open to all of the account.
      insert into platform.object_grant (account_id, subject, permission, object_type, object_id, id)
        select account_id, 'role:' || role, 'accounts.site.use', 'site', id, gen_random_uuid()
        from accounts.site, unnest(array['therapist', 'patient', 'viewer']) as role;

      -- Whom the account has, kept from the events of users. A seat is taken, or kept free until then for somebody who is being made.
      create table accounts.member (
        account_id uuid not null,
        user_id uuid not null,
        active boolean not null,
        seated boolean not null,
        reserved_until timestamptz(3),
        as_of timestamptz(3) not null,
        primary key (account_id, user_id)
      );
      call platform.protect('accounts.member');

      -- The hours in which somebody of another account has read here: each is told once.
      create table accounts.crossing (
        account_id uuid not null,
        user_id uuid not null,
        hour timestamptz not null,
        primary key (account_id, user_id, hour)
      );
      call platform.protect('accounts.crossing', 'select, insert');
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop table accounts.crossing, accounts.member;
      delete from platform.object_grant where permission = 'accounts.site.use';
      alter table accounts.sector drop constraint sector_account_id_id_key, drop column status;
      alter table accounts.site drop column status;
      drop policy system on accounts.account;
      revoke select on accounts.account from praxis_system;
      revoke usage on schema accounts from praxis_system;
      alter table accounts.account
        drop column slug, drop column locale, drop column time_zone, drop column self_registration, drop column site_access,
        drop column retention_days, drop column plan, drop column plan_state, drop column plan_state_since, drop column system,
        drop column deleted_at,
        add column standing text not null default 'active' check (standing in ('active', 'plan_inactive', 'suspended'));
      alter table accounts.account alter column standing drop default;
    `);
  }
}
