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
      call platform.protect('messaging.event', 'select');
      grant insert (id, type, source, version, category, account_id, site_id, sector_id, actor_id, correlation_id, causation_id,
        target_type, target_id, action_object_type, action_object_id, traceparent, occurred_at, data)
        on messaging.event to praxis_app, praxis_system;
      call platform.open_to_system('messaging.event', 'select');

      -- Events in the order in which they became visible, numbered without gaps, so that a cursor over it misses nothing.
      create table messaging.log (
        seq bigint primary key,
        position bigint not null unique
      );
      -- One row per pass that found something; the last one counts. Appended, not updated: while any transaction is held open,
      -- dead versions of an updated row cannot be cleared, and each look at it walks over all of them.
      create table messaging.sequencer (
        head bigint primary key,
        snapshot pg_snapshot not null,
        cluster bigint not null
      );
      insert into messaging.sequencer
        select 0, pg_current_snapshot(), system_identifier from pg_control_system();
      grant select, insert on messaging.log to praxis_system;
      grant select, insert, update, delete on messaging.sequencer to praxis_system;

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
    await db.query(STRIKE_FUNCTION);
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
 *
 * Runs as its caller, praxis_system, whose policy shows it the events of all accounts.
 *
 * The numbers are durable before anybody reads them. Were they lost in a crash, the next pass could give them to other events, and
 * who remembers the old ones would pass some by.
 */
export const SEQUENCE_FUNCTION = `
  create or replace function messaging.sequence() returns bigint
  language plpgsql
  -- One plan for all passes, by the index on xid. Left to itself the planner expects a third of all events to be new and reads
  -- the whole table each time.
  set plan_cache_mode = force_generic_plan
  set enable_seqscan = off
  as $$
  declare
    last messaging.sequencer;
    seen_below xid8;
    unseen xid8[];
    reached bigint;
    repaired pg_snapshot;
    this_cluster bigint := (select system_identifier from pg_control_system());
  begin
    if pg_current_xact_id_if_assigned() is not null then
      raise exception 'messaging.sequence() has to be the first write of its transaction';
    end if;
    perform pg_advisory_xact_lock('messaging.sequencer'::regclass::oid::bigint);
    -- Only a statement that starts after the lock was given sees what the previous pass wrote.
    select * into strict last from messaging.sequencer s order by s.head desc limit 1;
    seen_below := pg_snapshot_xmax(last.snapshot);
    unseen := array(select pg_snapshot_xip(last.snapshot));

    if this_cluster = last.cluster and pg_snapshot_xmax(pg_current_snapshot()) >= seen_below then
      with fresh as materialized (
        select e.position from messaging.event e where e.xid >= seen_below or e.xid = any (unseen)
      ), placed as (
        insert into messaging.log (seq, position)
        select last.head + row_number() over (order by fresh.position), fresh.position from fresh returning seq
      )
      insert into messaging.sequencer (head, snapshot, cluster)
      select max(placed.seq), pg_current_snapshot(), last.cluster from placed having count(*) > 0
      returning head into reached;
    else
      -- Restored into another cluster, whose transaction numbers mean nothing here: what the log lacks is new.
      with placed as (
        insert into messaging.log (seq, position)
        select last.head + row_number() over (order by e.position), e.position from messaging.event e
        where not exists (select from messaging.log l where l.position = e.position) returning seq
      )
      insert into messaging.sequencer (head, snapshot, cluster)
      select coalesce(max(placed.seq), last.head), pg_current_snapshot(), this_cluster from placed
      on conflict on constraint sequencer_pkey do update set snapshot = excluded.snapshot, cluster = excluded.cluster
      returning head, snapshot into reached, repaired;
      -- Foreign numbers would count as new again and again. Only of what is in the log: a publisher may commit meanwhile.
      perform messaging.strike_foreign_transactions(pg_snapshot_xmin(repaired));
    end if;
    return coalesce(reached, last.head) - last.head;
  end $$;
`;

const STRIKE_FUNCTION = `
  -- The store is append-only for everybody who connects; this one correction, after a restore, is the owner's.
  create function messaging.strike_foreign_transactions(from_xid xid8) returns void
  language sql security definer set search_path = pg_catalog as $$
    update messaging.event e set xid = '0' from messaging.log l where l.position = e.position and e.xid >= from_xid
  $$;
  create policy owner on messaging.event to current_user using (true) with check (true);
  revoke all on function messaging.strike_foreign_transactions from public;
  grant execute on function messaging.strike_foreign_transactions to praxis_system;
`;
