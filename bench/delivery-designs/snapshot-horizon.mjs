import { checkpointedReaction, parkedTable } from './checkpointed-reaction.mjs';
import { eventColumns, eventInsert, manyEvents, REACTIONS, workloadTables } from './workload.mjs';

const schema = 'horizon';

/** (a) Checkpoints over the store itself, ordered by transaction number and read only up to the oldest one in flight. */
const source = {
  async load(client, reaction) {
    const { rows } = await client.query(
      `select xid::text, position from horizon.checkpoint where reaction = $1 order by from_xid desc, from_position desc limit 1`,
      [reaction],
    );
    return rows[0];
  },
  async readAfter(client, reaction, { xid, position }, limit) {
    const { rows } = await client.query({
      name: 'horizon.read',
      text: `select e.xid::text, e.position, e.target,
               exists (select from horizon.parked p where p.reaction = $1 and p.target = e.target) as blocked
             from horizon.event e
             where (e.xid, e.position) > ($2::text::xid8, $3::bigint) and e.xid < pg_snapshot_xmin(pg_current_snapshot())
             order by e.xid, e.position limit $4`,
      values: [reaction, xid, position, limit],
    });
    return rows;
  },
  cursorOf: ({ xid, position }) => ({ xid, position }),
  advance: (reaction, from, to) => ({
    name: 'horizon.advance',
    text: 'insert into horizon.checkpoint values ($1, $2::text::xid8, $3, $4::text::xid8, $5)',
    values: [reaction, from.xid, from.position, to.xid, to.position],
  }),
};

export const snapshotHorizon = {
  key: 'a',
  title: 'checkpoints, snapshot horizon',
  schema,
  async reinstall(client) {
    await client.query(`
      drop schema if exists horizon cascade;
      create schema horizon;
      create table horizon.event (${eventColumns});
      create index event_in_order on horizon.event (xid, position);
      create table horizon.checkpoint (
        reaction text, from_xid xid8, from_position bigint, xid xid8 not null, position bigint not null,
        primary key (reaction, from_xid, from_position));
      ${parkedTable(schema)}
      ${workloadTables(schema)}`);
    await client.query(`insert into horizon.checkpoint select unnest($1::text[]), '0', -1, '0', 0`, [REACTIONS]);
  },
  append: (target) => eventInsert(schema, target),
  publishMany: (client, count) => client.query(manyEvents(schema), [count]),
  prepare: async () => {},
  reaction: (client, reaction, isPoisoned) => checkpointedReaction(client, { schema, source, reaction, isPoisoned }),
};
