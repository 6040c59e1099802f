import { backoff } from './checkpointed-reaction.mjs';
import {
  effectOf,
  eventColumns,
  eventInsert,
  manyEvents,
  REACTIONS,
  ReactionFailed,
  workloadTables,
} from './workload.mjs';

const schema = 'delivery_rows';
const LIST = REACTIONS.map((name) => `'${name}'`).join(', ');
const withDeliveries = (insert) => `
  with published as (${insert} returning position, target)
  insert into delivery_rows.delivery (reaction, position, target)
  select reaction, position, target from published, unnest(array[${LIST}]) reaction`;

/** (b) A row per reaction and event, written by the publisher, claimed and deleted by the reaction. */
function deliveringReaction(client, reaction, isPoisoned = () => false) {
  const finish = (events) => ({
    name: 'delivery_rows.finish',
    text: 'delete from delivery_rows.delivery where reaction = $1 and position = any ($2::bigint[])',
    values: [reaction, events.map((event) => event.position)],
  });

  /** Two round trips: the claim's locks have to be held by the transaction that writes the effect. */
  async function claimAndCommit(limit, retried = false) {
    const [, claimed] = await Promise.all([
      client.query('begin'),
      client.query({
        name: 'delivery_rows.claim',
        text: `select d.position, d.target, d.attempts from delivery_rows.delivery d
               where d.reaction = $1 and (d.attempts > 0) = $3 and d.next_attempt_at <= now() and not exists (
                 select from delivery_rows.delivery earlier
                 where earlier.reaction = d.reaction and earlier.target = d.target and earlier.position < d.position)
               order by d.position limit $2 for update skip locked`,
        values: [reaction, limit, retried],
      }),
    ]);
    const events = claimed.rows;
    if (events.length === 0) {
      await client.query('rollback');
      return 0;
    }
    try {
      const effect = effectOf(schema, reaction, events, isPoisoned());
      await Promise.all([client.query(effect), client.query(finish(events)), client.query('commit')]);
      return events.length;
    } catch (error) {
      await client.query('rollback');
      if (!(error instanceof ReactionFailed)) throw error;
      if (events.length > 1) {
        const half = Math.ceil(events.length / 2);
        return (await claimAndCommit(half)) + (await claimAndCommit(events.length - half));
      }
      await client.query({
        name: 'delivery_rows.postpone',
        text: `update delivery_rows.delivery set attempts = attempts + 1, next_attempt_at = now() + $3 * interval '1 ms'
               where reaction = $1 and position = $2`,
        values: [reaction, events[0].position, backoff(events[0].attempts + 1)],
      });
      return 1;
    }
  }

  return {
    step: ({ together = true } = {}) => (together ? claimAndCommit(500) : claimAndCommit(1)),
    retry: async () => (await claimAndCommit(1, true)) > 0,
  };
}

export const deliveryRows = {
  key: 'b',
  title: 'a row per reaction and event',
  schema,
  async reinstall(client) {
    await client.query(`
      drop schema if exists delivery_rows cascade;
      create schema delivery_rows;
      create table delivery_rows.event (${eventColumns});
      create table delivery_rows.delivery (
        reaction text, position bigint, target uuid not null, attempts integer not null default 0,
        next_attempt_at timestamptz not null default now(), primary key (reaction, position));
      create index delivery_by_target on delivery_rows.delivery (reaction, target, position);
      ${workloadTables(schema)}`);
  },
  append(target) {
    const { name, text, values } = eventInsert(schema, target);
    return { name, text: withDeliveries(text), values };
  },
  publishMany: (client, count) => client.query(withDeliveries(manyEvents(schema)), [count]),
  prepare: async () => {},
  reaction: async (client, reaction, isPoisoned) => deliveringReaction(client, reaction, isPoisoned),
};
