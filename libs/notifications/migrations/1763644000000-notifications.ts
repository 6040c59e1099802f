import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Notifications1763644000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create schema notifications;
      grant usage on schema notifications to praxis_app;

      -- Counts a user's notifications. Whoever adds one holds the row until commit, so numbers become visible in their order
      -- and without gaps: somebody who has seen n has missed nothing below.
      create table notifications.mailbox (
        user_id uuid primary key,
        account_id uuid not null,
        last_cursor bigint not null
      ) with (fillfactor = 50);
      call platform.protect('notifications.mailbox', 'select, insert, update');

      create table notifications.inbox_entry (
        id uuid primary key,
        account_id uuid not null,
        user_id uuid not null,
        cursor bigint not null,
        type text not null,
        message text not null,
        data jsonb not null,
        event_id uuid not null,
        created_at timestamptz(3) not null,
        read_at timestamptz(3),
        -- When the user's browser said that it has it; until then it is sent again.
        acknowledged_at timestamptz(3),
        read boolean not null generated always as (read_at is not null) stored,
        -- A user is told of an event once, whoever wants to tell, however often.
        constraint told_once unique (event_id, user_id),
        unique (user_id, cursor)
      );
      create index inbox_entry_by_creation on notifications.inbox_entry (user_id, created_at, id);
      create index inbox_entry_unread on notifications.inbox_entry (user_id, created_at, id) where not read;
      create index inbox_entry_unacknowledged on notifications.inbox_entry (user_id, cursor) where acknowledged_at is null;
      call platform.protect('notifications.inbox_entry', 'select, insert, update');

      -- What leaves the house. The facts are those of the moment; the address is looked up when it is sent.
      create table notifications.delivery (
        id uuid primary key,
        account_id uuid not null,
        notification_id uuid not null,
        event_id uuid not null,
        user_id uuid not null,
        channel text not null check (channel in ('mail')),
        state text not null check (state in ('pending', 'sent', 'failed')),
        facts jsonb not null,
        correlation_id text not null,
        attempts integer not null default 0,
        failure text,
        created_at timestamptz(3) not null,
        settled_at timestamptz(3),
        unique (event_id, user_id, channel)
      );
      call platform.protect('notifications.delivery', 'select, insert, update');

      create table notifications.subscription (
        id uuid primary key,
        account_id uuid not null,
        user_id uuid not null,
        event_type text not null,
        object_type text,
        object_id uuid,
        created_at timestamptz(3) not null,
        check ((object_type is null) = (object_id is null)),
        unique nulls not distinct (user_id, event_type, object_type, object_id)
      );
      create index subscription_to_match on notifications.subscription (account_id, event_type, object_id);
      create index subscription_by_creation on notifications.subscription (user_id, created_at, id);
      call platform.protect('notifications.subscription', 'select, insert, delete');
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop schema notifications cascade');
  }
}
