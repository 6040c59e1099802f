create schema messaging;

create table messaging.event (
  -- Order of insertion, cache 1. Two writers of one target draw it in commit order, because the row lock on the target
  -- is taken before the event is inserted and given back after the commit is visible.
  position bigint generated always as identity primary key,
  -- Always the top-level transaction, also below a savepoint: the one number a snapshot knows.
  xid xid8 not null default pg_current_xact_id(),
  account_id uuid not null,
  type text not null,
  target uuid not null,
  payload jsonb not null,
  occurred_at timestamptz not null default clock_timestamp()
);
create index event_by_transaction on messaging.event (xid);

create table messaging.log (
  seq bigint primary key,
  position bigint not null unique
);

-- One row per pass that found something; the last one counts. Rows are appended, not updated: while any transaction is
-- held open, dead versions of an updated row cannot be cleared, and each look at it has to walk over all of them.
create table messaging.sequencer (
  head bigint primary key,
  snapshot pg_snapshot not null,
  cluster bigint not null
);
insert into messaging.sequencer values (0, '3:3:', (select system_identifier from pg_control_system()));

-- A chain: each step starts where the last one ended. Appended for the same reason.
create table messaging.checkpoint (
  reaction text not null,
  from_seq bigint not null,
  seq bigint not null check (seq > from_seq),
  primary key (reaction, from_seq)
);

create table messaging.parked (
  entry bigint generated always as identity,
  reaction text not null,
  target uuid not null,
  position bigint not null,
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  primary key (reaction, target, entry)
);

-- Gives every event that became visible since the last pass its place in the log.
-- appended: how many; head: the last place given, by whomever.
create function messaging.sequence(out appended bigint, out head bigint)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
-- An event hidden by row-level security would count as seen and be lost: fail instead.
set row_security = off
-- One plan for all passes, by way of event_by_transaction. Left to itself the planner expects a third of all events to be new
-- (no statistics yet, or a plan for any values) and reads the whole table each time.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  last messaging.sequencer;
  seen_below xid8;
  unseen xid8[];
  now_in pg_snapshot;
  cluster bigint := (select system_identifier from pg_control_system());
begin
  if pg_current_xact_id_if_assigned() is not null or current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'messaging.sequence() has to be the first write of a read committed transaction'
      using hint = 'Call it outside of any transaction block.';
  end if;
  -- Lost in a crash, a pass is simply repeated; nothing built on it can be durable before it, as the log is flushed in order.
  perform set_config('synchronous_commit', 'off', true);
  perform pg_advisory_xact_lock('messaging.sequencer'::regclass::oid::bigint);
  -- Only a statement that starts after the lock was given sees what the previous pass wrote, and has a later snapshot.
  select * into strict last from messaging.sequencer s order by s.head desc limit 1;
  seen_below := pg_snapshot_xmax(last.snapshot);
  unseen := array(select pg_snapshot_xip(last.snapshot));

  if cluster = last.cluster and pg_snapshot_xmax(pg_current_snapshot()) >= seen_below then
    -- Materialized, or the planner may walk the primary key from its beginning to save the sort.
    with fresh as materialized (
      select e.position from messaging.event e
      where e.xid >= seen_below or e.xid = any (unseen)
    ), placed as (
      insert into messaging.log (seq, position)
      select last.head + row_number() over (order by fresh.position), fresh.position from fresh
      returning seq
    )
    insert into messaging.sequencer (head, snapshot, cluster)
    select max(placed.seq), pg_current_snapshot(), last.cluster from placed having count(*) > 0
    returning sequencer.head into head;
  else
    -- Restored into another cluster: its transaction numbers say nothing about the ones in the table. What the log lacks is
    -- new; foreign numbers are struck out, but only of what is in the log: a publisher may commit between the statements.
    with placed as (
      insert into messaging.log (seq, position)
      select last.head + row_number() over (order by e.position), e.position from messaging.event e
      where not exists (select from messaging.log l where l.position = e.position)
      returning seq
    )
    insert into messaging.sequencer (head, snapshot, cluster)
    select coalesce(max(placed.seq), last.head), pg_current_snapshot(), cluster from placed
    on conflict on constraint sequencer_pkey do update set snapshot = excluded.snapshot, cluster = excluded.cluster
    returning sequencer.head, sequencer.snapshot into head, now_in;
    update messaging.event e set xid = '0' from messaging.log l
    where l.position = e.position and e.xid >= pg_snapshot_xmin(now_in);
  end if;

  head := coalesce(head, last.head);
  appended := head - last.head;
end
$$;

-- Commits a step of a reaction together with its effects. Of two workers that took the same step one fails: on the key while
-- the other's step is still there, and later, when old steps may have been cleared away, because newer ones exist.
create function messaging.advance(reaction text, from_seq bigint, seq bigint) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
begin
  insert into messaging.checkpoint values (advance.reaction, advance.from_seq, advance.seq);
  if exists (select from messaging.checkpoint c where c.reaction = advance.reaction and c.from_seq > advance.from_seq) then
    raise exception 'Reaction % has already gone on from %', advance.reaction, advance.from_seq
      using errcode = 'unique_violation', hint = 'Another worker took over. Read the checkpoint again.';
  end if;
end
$$;

-- What only the past needs: all passes and steps but the last of each.
create function messaging.clear_history() returns void language sql
set search_path = pg_catalog, pg_temp
begin atomic
  delete from messaging.sequencer s where s.head < (select max(head) from messaging.sequencer);
  delete from messaging.checkpoint c where c.from_seq < (
    select max(latest.from_seq) from messaging.checkpoint latest where latest.reaction = c.reaction);
end;
