/** What every design has to carry: the business write, the event beside it, and five reactions that write one row each. */
export const REACTIONS = ['charge', 'notify', 'calendar', 'search', 'statistics'];
export const TARGETS = 5000;
export const POISONED_TARGET = targetId(17);
export const POISONED_REACTION = 'notify';

export function targetId(n) {
  return `00000000-0000-4000-8000-${String(n % TARGETS).padStart(12, '0')}`;
}

const ACCOUNT = '00000000-0000-4000-9000-000000000001';
const PAYLOAD = JSON.stringify({
  session: targetId(1),
  patient: targetId(2),
  therapist: targetId(3),
  startsAt: '2026-11-20T09:00:00Z',
  endsAt: '2026-11-20T09:50:00Z',
});

export const workloadTables = (schema) => `
  create table ${schema}.booking (id bigint generated always as identity primary key, account_id uuid not null, details jsonb not null);
  create table ${schema}.effect (
    nth bigint generated always as identity, reaction text not null, position bigint not null, target uuid not null,
    primary key (reaction, position));`;

export const eventColumns = `
  position bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  account_id uuid not null, type text not null, target uuid not null, payload jsonb not null,
  occurred_at timestamptz not null default clock_timestamp()`;

export function bookingWrite(schema) {
  return {
    name: `${schema}.book`,
    text: `insert into ${schema}.booking (account_id, details) values ($1, $2)`,
    values: [ACCOUNT, PAYLOAD],
  };
}

export function eventInsert(schema, target) {
  return {
    name: `${schema}.publish`,
    text: `insert into ${schema}.event (account_id, type, target, payload) values ($1, 'session.scheduled', $2, $3)`,
    values: [ACCOUNT, target, PAYLOAD],
  };
}

/** Events for a backlog: `count` of them, the targets in turn. */
export const manyEvents = (schema) => `
  insert into ${schema}.event (account_id, type, target, payload)
  select '${ACCOUNT}', 'session.scheduled', ('00000000-0000-4000-8000-' || lpad((n % ${TARGETS})::text, 12, '0'))::uuid, '${PAYLOAD}'
  from generate_series(1, $1::int) n`;

/** Raised by a reaction's own work, unlike an error of delivering it. */
export class ReactionFailed extends Error {}

/** A reaction's own work; a poisoned target makes it throw before anything is written. */
export function effectOf(schema, reaction, events, poisoned) {
  if (poisoned && reaction === POISONED_REACTION && events.some((event) => event.target === POISONED_TARGET)) {
    throw new ReactionFailed('The reaction cannot handle this target.');
  }
  return {
    name: `${schema}.effect`,
    text: `insert into ${schema}.effect (reaction, position, target) select $1, p, t from unnest($2::bigint[], $3::uuid[]) as e (p, t)`,
    values: [reaction, events.map((event) => event.position), events.map((event) => event.target)],
  };
}
