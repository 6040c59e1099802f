import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The event store, the gap-free log over it, and the reactions' progress. Why so: docs/adr/0002-delivery-of-events.md. */
export class Messaging1763640100000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create schema messaging;
      grant usage on schema messaging to praxis_app, praxis_system;

      create table messaging.event (
        position bigint generated always as identity primary key,
        xid xid8 not null default pg_current_xact_id(),
        id uuid not null unique,
        type text not null,
        source text not null,
        version integer not null,
        category text not null,
        account_id uuid,
        site_id uuid,
        sector_id uuid,
        actor_id uuid,
        correlation_id text not null,
        causation_id text,
        target_type text not null,
        target_id text not null,
        action_object_type text,
        action_object_id text,
        traceparent text,
        occurred_at timestamptz(3) not null,
        data jsonb not null
      );
      create index event_xid on messaging.event (xid);
      create index event_target on messaging.event (account_id, target_type, target_id, position);
      create index event_correlation on messaging.event (account_id, correlation_id, position);
      create index event_type on messaging.event (account_id, type, position);
      create index event_actor on messaging.event (account_id, actor_id, position) where actor_id is not null;
      -- The store is the audit trail: nobody who connects as the application can change or remove a row.
      call platform.protect('messaging.event', 'select, insert');
      call platform.open_to_system('messaging.event', 'select, insert');

      -- Events in the order in which they became visible, numbered without gaps, so that a cursor over it misses nothing.
      create table messaging.log (
        seq bigint primary key,
        position bigint not null unique
      );
      create table messaging.sequencer (
        one boolean primary key default true check (one),
        snapshot pg_snapshot not null,
        last_seq bigint not null
      ) with (fillfactor = 50);
      insert into messaging.sequencer (snapshot, last_seq) values (pg_current_snapshot(), 0);
      grant select, insert on messaging.log to praxis_system;
      grant select, update on messaging.sequencer to praxis_system;

      -- How far each reaction has come. Moves in the transaction of the reaction's own effects.
      create table messaging.checkpoint (
        reaction text primary key,
        seq bigint not null
      ) with (fillfactor = 50);
      grant select, update on messaging.checkpoint to praxis_app;
      grant select, insert, update on messaging.checkpoint to praxis_system;

      -- Events that a reaction could not take when their turn came. State: waiting (will be tried) or dead.
      create table messaging.parked_event (
        id uuid primary key,
        account_id uuid,
        reaction text not null,
        seq bigint not null,
        event_id uuid not null,
        event_type text not null,
        target text not null,
        state text not null check (state in ('waiting', 'dead')),
        attempts integer not null,
        next_attempt_at timestamptz(3) not null,
        error jsonb not null,
        parked_at timestamptz(3) not null,
        unique (reaction, event_id)
      );
      create index parked_event_due on messaging.parked_event (next_attempt_at) where state = 'waiting';
      create index parked_event_order on messaging.parked_event (reaction, target, seq) where state = 'waiting';
      create index parked_event_dead on messaging.parked_event (account_id, id) where state = 'dead';
      call platform.protect('messaging.parked_event', 'select, update, delete');
      call platform.open_to_system('messaging.parked_event', 'select, insert, update, delete');
      -- For the functions below, which run as the owner.
      create policy owner on messaging.parked_event to current_user using (true) with check (true);
    `);
    await db.query(SEQUENCE_FUNCTION);
    await db.query(LANE_FUNCTIONS);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop schema messaging cascade');
  }
}

/**
 * What a lane, which connects as the application and takes events of all tenants in one transaction, needs to know and do
 * across tenants. Nothing more is open to it.
 */
const LANE_FUNCTIONS = `
  -- No row: another process has the checkpoint at the moment.
  create function messaging.lock_checkpoint(of_reaction text) returns table (seq bigint, blocked text[])
  language sql security definer set search_path = pg_catalog as $$
    select c.seq, array(
      select distinct p.target from messaging.parked_event p where p.reaction = of_reaction and p.state = 'waiting'
    )
    from messaging.checkpoint c where c.reaction = of_reaction for update skip locked
  $$;

  create function messaging.park(
    id uuid, account_id uuid, reaction text, seq bigint, event_id uuid, event_type text, target text,
    attempts integer, next_attempt_at timestamptz, error jsonb
  ) returns void
  language sql security definer set search_path = pg_catalog as $$
    insert into messaging.parked_event (id, account_id, reaction, seq, event_id, event_type, target, state, attempts,
      next_attempt_at, error, parked_at)
    values (id, account_id, reaction, seq, event_id, event_type, target, 'waiting', attempts, next_attempt_at, error, now())
    on conflict (reaction, event_id) do nothing
  $$;

  -- Ends a parked event that was taken with success. False: somebody else has taken it meanwhile.
  create function messaging.unpark(parked uuid, at_attempt integer) returns boolean
  language sql security definer set search_path = pg_catalog as $$
    with gone as (
      delete from messaging.parked_event where id = parked and attempts = at_attempt and state = 'waiting' returning 1
    )
    select exists (select from gone)
  $$;
  revoke all on function messaging.lock_checkpoint, messaging.park, messaging.unpark from public;
  grant execute on function messaging.lock_checkpoint, messaging.park, messaging.unpark to praxis_app, praxis_system;
`;

/**
 * Appends to the log all events that are visible now and were not when it last ran; returns how many.
 *
 * An event is new exactly when its transaction had not begun at the remembered snapshot or was still running then. Both are
 * index look-ups, nothing waits for a long transaction, and one that commits late is simply new later.
 */
const SEQUENCE_FUNCTION = `
  create function messaging.sequence() returns bigint
  language plpgsql as $$
  declare
    remembered pg_snapshot;
    last bigint;
    upper_bound xid8;
    running xid8[];
    appended bigint;
  begin
    perform pg_advisory_xact_lock(716417002);
    -- Losing this commit in a crash is harmless: a later durable commit (a reaction's checkpoint) flushes it too.
    perform set_config('synchronous_commit', 'off', true);
    select snapshot, last_seq into remembered, last from messaging.sequencer;
    if pg_snapshot_xmax(pg_current_snapshot()) < pg_snapshot_xmax(remembered) then
      -- Restored into another server, whose transaction ids start lower: find what is missing by comparison, once.
      with fresh as (
        select e.position, last + row_number() over (order by e.position) as seq
        from messaging.event e
        where not exists (select from messaging.log l where l.position = e.position)
      ), added as (
        insert into messaging.log (seq, position) select seq, position from fresh returning 1
      ), counted as (
        select count(*) as n from added
      )
      update messaging.sequencer s set snapshot = pg_current_snapshot(), last_seq = s.last_seq + counted.n
      from counted returning counted.n into appended;
      return appended;
    end if;
    upper_bound := pg_snapshot_xmax(remembered);
    running := array(select pg_snapshot_xip(remembered));
    with fresh as (
      select f.position, last + row_number() over (order by f.position) as seq
      from (
        select position from messaging.event where xid >= upper_bound
        union all
        select position from messaging.event where xid = any (running)
      ) f
    ), added as (
      insert into messaging.log (seq, position) select seq, position from fresh returning 1
    ), counted as (
      select count(*) as n from added
    )
    update messaging.sequencer s set snapshot = pg_current_snapshot(), last_seq = s.last_seq + counted.n
    from counted where counted.n > 0 returning counted.n into appended;
    return coalesce(appended, 0);
  end $$;
`;
