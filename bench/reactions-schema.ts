import { EVENT_TABLE } from './schema.js';

/** What both sides of B6 and B7 work on: a backlog of events, and what five reactions leave behind. */
export const BENCH_EVENT = { type: 'bench.happened', source: 'bench' } as const;

export const REACTIONS = ['first', 'second', 'third', 'fourth', 'fifth'] as const;

/** A row for each reaction and event, under row-level security as all tenant data. */
export const REACTION_EFFECTS = `
  create schema bench;
  grant usage on schema bench to praxis_app;
  create table bench.reaction_effect (
    reaction text not null,
    event_id uuid not null,
    account_id uuid not null,
    target_id text not null,
    amount integer not null,
    primary key (reaction, event_id)
  );
  call platform.protect('bench.reaction_effect', 'select, insert')`;

/** `$1` reaction, `$2` event ids, `$3` account ids, `$4` target ids, `$5` amounts. */
export const INSERT_REACTION_EFFECTS = `
  insert into bench.reaction_effect (reaction, event_id, account_id, target_id, amount)
  select $1, event_id, account_id, target_id, amount
  from unnest($2::uuid[], $3::uuid[], $4::text[], $5::integer[]) as done(event_id, account_id, target_id, amount)`;

/** What must be the same on both sides when all is done. */
export const REACTION_OUTCOME = `
  select reaction, count(*)::int as effects, sum(amount)::text as amounts, count(distinct target_id)::int as targets
  from bench.reaction_effect group by reaction order by reaction`;

/** The backlog: `$1` events of type `$2` and source `$3` in account `$4`, on a thousand targets in turn. */
export const SEED_EVENTS = `
  insert into ${EVENT_TABLE} (id, type, source, version, category, account_id, correlation_id, target_type, target_id,
    occurred_at, data)
  select uuidv7(), $2, $3, 1, 'domain', $4, 'bench', 'bench_target', 'target ' || n % 1000, now(),
    jsonb_build_object('amount', n % 500, 'note', 'Event number ' || n)
  from generate_series(1, $1::int) n`;
