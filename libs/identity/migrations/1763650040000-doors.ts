import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Groups, sessions by cookie, API keys and pictures. */
export class Doors1763650040000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table identity.group (
        id uuid primary key,
        account_id uuid not null,
        name text not null,
        name_folded text generated always as (lower(name)) stored,
        description text,
        -- Roles that cross accounts are given to single people only, where it can be seen who has them.
        roles text[] not null check (
          roles <@ array['owner', 'admin', 'editor', 'therapist', 'patient', 'viewer']
        ),
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null,
        version integer not null,
        unique (account_id, id),
        constraint group_name unique (account_id, name_folded)
      );
      create index group_created on identity.group (account_id, created_at, id);
      create index group_name_search on identity.group (account_id, name_folded collate "C");
      call platform.protect('identity.group');
      call platform.open_to_system('identity.group', 'select (id, account_id, roles)');

      create table identity.group_member (
        account_id uuid not null,
        group_id uuid not null,
        user_id uuid not null,
        added_at timestamptz(3) not null default now(),
        primary key (account_id, user_id, group_id),
        foreign key (account_id, group_id) references identity.group (account_id, id) on delete cascade,
        foreign key (account_id, user_id) references identity.user (account_id, id)
      );
      create index group_member_order on identity.group_member (account_id, group_id, added_at, user_id);
      create index group_member_of_user on identity.group_member (user_id);
      call platform.protect('identity.group_member', 'select, insert, delete');
      call platform.open_to_system('identity.group_member', 'select (group_id, user_id)');

      alter table identity.sign_in
        add column kind text not null default 'token' check (kind in ('token', 'cookie')),
        add column address text,
        add column user_agent text;
      create unique index sign_in_cookie on identity.sign_in (token_hash) where kind = 'cookie';
      create index sign_in_of_user on identity.sign_in (account_id, user_id, created_at, id) where ended_at is null;
      grant select (account_id, user_id, kind, token_hash, refreshed_at), update (refreshed_at)
        on identity.sign_in to praxis_system;

      create table identity.api_key (
        id uuid primary key,
        account_id uuid not null,
        user_id uuid not null,
        name text not null,
        prefix text not null,
        key_hash text not null constraint api_key_hash unique,
        scopes text[] not null check (cardinality(scopes) > 0),
        site_id uuid,
        created_by uuid not null,
        created_at timestamptz(3) not null default now(),
        expires_at timestamptz(3) not null check (expires_at < created_at + interval '367 days'),
        last_used_at timestamptz(3),
        revoked_at timestamptz(3),
        foreign key (account_id, user_id) references identity.user (account_id, id)
      );
      create index api_key_created on identity.api_key (account_id, created_at, id) where revoked_at is null;
      create index api_key_of_user on identity.api_key (account_id, user_id, created_at, id) where revoked_at is null;
      call platform.protect('identity.api_key', 'select, insert, update');
      call platform.open_to_system('identity.api_key',
        'select (id, account_id, user_id, key_hash, scopes, site_id, expires_at, last_used_at, revoked_at), update (last_used_at)');

      -- As before, and with the cut-offs of API keys: a revoked key is not found any more, only what was under way needed them.
      create or replace function identity.forget_sign_ins(over_by timestamptz) returns bigint
      language sql as $$
        with forgotten as (
          delete from identity.sign_in where least(expires_at, ended_at) < over_by returning id
        ), voided as (
          delete from platform.cutoff c
          where c.subject in (select id from forgotten) or c.issued_until < extract(epoch from over_by) * 1000
            or exists (select from identity.api_key k where k.id = c.subject and k.revoked_at < over_by)
        )
        select count(*) from forgotten
      $$;

      -- What looking up somebody's credential needs to know, before there is a tenant.
      grant select (roles) on identity.user to praxis_system;
      call platform.open_to_system('identity.second_factor', 'select (user_id, confirmed_at)');

      create table identity.picture (
        user_id uuid primary key,
        account_id uuid not null,
        media_type text not null check (media_type in ('image/png', 'image/jpeg', 'image/webp')),
        hash text not null,
        bytes bytea not null check (length(bytes) <= 1048576),
        foreign key (account_id, user_id) references identity.user (account_id, id)
      );
      -- Compressed already.
      alter table identity.picture alter column bytes set storage external;
      call platform.protect('identity.picture');
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      create or replace function identity.forget_sign_ins(over_by timestamptz) returns bigint
      language sql as $$
        with forgotten as (
          delete from identity.sign_in where least(expires_at, ended_at) < over_by returning id
        ), voided as (
          delete from platform.cutoff
          where subject in (select id from forgotten) or issued_until < extract(epoch from over_by) * 1000
        )
        select count(*) from forgotten
      $$;
      drop table identity.picture, identity.api_key;
      drop policy system on identity.second_factor;
      revoke all on identity.second_factor from praxis_system;
      revoke select (roles) on identity.user from praxis_system;
      revoke select (account_id, user_id, kind, token_hash, refreshed_at), update (refreshed_at)
        on identity.sign_in from praxis_system;
      drop index identity.sign_in_of_user;
      delete from identity.sign_in where kind = 'cookie';
      alter table identity.sign_in drop column kind, drop column address, drop column user_agent;
      drop table identity.group_member, identity.group;
    `);
  }
}
