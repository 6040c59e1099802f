import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Becoming a user, and proving to be one. */
export class Credentials1763650030000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table identity.user add column email_verified_at timestamptz(3);

      -- What a mail carries: good once, until it expires, and kept as a hash that the task writes which mails it.
      create table identity.one_time_token (
        id uuid primary key,
        account_id uuid not null,
        purpose text not null check (purpose in ('invitation', 'registration', 'email', 'password_reset')),
        user_id uuid,
        -- Where it is mailed to. Whoever brings it back reads what arrives there.
        email text not null,
        token_hash text,
        created_at timestamptz(3) not null default now(),
        expires_at timestamptz(3) not null,
        used_at timestamptz(3),
        unique (account_id, id),
        foreign key (account_id, user_id) references identity.user (account_id, id)
      );
      create index one_time_token_of_user on identity.one_time_token (account_id, user_id, created_at);
      call platform.protect('identity.one_time_token', 'select, insert, update');
      call platform.open_to_system('identity.one_time_token', 'select (id, expires_at), delete');

      create table identity.invitation (
        id uuid primary key,
        account_id uuid not null,
        email text not null,
        roles text[] not null check (
          roles <@ array['developer', 'owner', 'admin', 'editor', 'therapist', 'patient', 'viewer', 'system']
        ),
        profile jsonb not null,
        state text not null check (state in ('open', 'accepted', 'revoked')),
        invited_by uuid not null,
        token_id uuid not null,
        -- The user that it made.
        user_id uuid,
        created_at timestamptz(3) not null,
        expires_at timestamptz(3) not null,
        check ((state = 'accepted') = (user_id is not null)),
        foreign key (account_id, invited_by) references identity.user (account_id, id),
        foreign key (account_id, user_id) references identity.user (account_id, id)
      );
      create unique index invitation_open on identity.invitation (account_id, email) where state = 'open';
      create unique index invitation_token on identity.invitation (account_id, token_id);
      create index invitation_created on identity.invitation (account_id, created_at, id);
      create index invitation_email_order on identity.invitation (account_id, email, id);
      call platform.protect('identity.invitation', 'select, insert, update');

      -- Who registered and has not shown yet that the address is theirs. Until then there is no user, so that nobody can hold
      -- an address that is somebody else's. Gone once its token is used or over.
      create table identity.registration (
        id uuid primary key,
        account_id uuid not null,
        email text not null,
        password_hash text not null,
        profile jsonb not null,
        foreign key (account_id, id) references identity.one_time_token (account_id, id) on delete cascade
      );
      call platform.protect('identity.registration', 'select, insert, delete');

      create table identity.second_factor (
        user_id uuid primary key,
        account_id uuid not null,
        sealed_secret text not null,
        created_at timestamptz(3) not null default now(),
        confirmed_at timestamptz(3),
        -- The time step of the code that was taken last: no code is taken twice.
        last_step bigint,
        foreign key (account_id, user_id) references identity.user (account_id, id)
      );
      call platform.protect('identity.second_factor');

      create table identity.recovery_code (
        account_id uuid not null,
        user_id uuid not null references identity.second_factor (user_id) on delete cascade,
        code_hash text not null,
        used_at timestamptz(3),
        primary key (user_id, code_hash)
      );
      call platform.protect('identity.recovery_code');

      -- Failed tries, by keyed hashes: of a person's address, of a network address, of both together, of a second factor.
      -- Kept for addresses without a user just the same. Belongs to no tenant.
      create table identity.attempt (
        subject text primary key,
        -- What unlocking a person goes by; null for what is counted for a network address alone.
        person text,
        free integer not null,
        failures integer not null,
        failed_at timestamptz(3),
        locked_until timestamptz(3),
        -- From here this person has signed in before.
        succeeded_at timestamptz(3)
      );
      create index attempt_of_person on identity.attempt (person);
      grant select, insert, update, delete on identity.attempt to praxis_system;

      -- Only for whoever has checked that the person is of the account: a keyed hash, which nobody can guess, stands for it.
      create function identity.unlock(who text) returns void
      language sql security definer set search_path = identity, pg_temp as $$
        update identity.attempt set failures = 0, locked_until = null where person = who
      $$;
      revoke all on function identity.unlock from public;
      grant execute on function identity.unlock to praxis_app;

      -- Forgets what nobody can use any more.
      create function identity.forget_spent_credentials() returns bigint
      language sql as $$
        with tries as (
          delete from identity.attempt
          where coalesce(failed_at, '-infinity') < now() - interval '1 day'
            and coalesce(succeeded_at, '-infinity') < now() - interval '90 days'
        ), tokens as (
          delete from identity.one_time_token where expires_at < now() - interval '1 day' returning id
        )
        select count(*) from tokens
      $$;

      -- The one chance to make the first administrator of an installation by a token.
      create table identity.setup_claim (
        only_one boolean primary key default true check (only_one),
        token_hash text,
        -- Of the account and the user that it will make: the same at every try.
        new_account_id uuid not null,
        new_user_id uuid not null,
        created_at timestamptz(3) not null default now(),
        claimed_at timestamptz(3)
      );
      grant select, insert, update on identity.setup_claim to praxis_system;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop table identity.setup_claim, identity.attempt, identity.recovery_code, identity.second_factor,
        identity.registration, identity.invitation, identity.one_time_token;
      drop function identity.unlock, identity.forget_spent_credentials;
      alter table identity.user drop column email_verified_at;
    `);
  }
}
