import { readFileSync } from 'node:fs';
import { checkpointedReaction } from './checkpointed-reaction.mjs';
import { eventInsert, manyEvents, REACTIONS, workloadTables } from './workload.mjs';

const schema = 'messaging';
export const SEQUENCED_LOG_SQL = readFileSync(new URL('./sequenced-log.sql', import.meta.url), 'utf8');

/** (c) Checkpoints over a log without gaps, into which one sequencer writes what became visible. */
const source = {
  async load(client, reaction) {
    const { rows } = await client.query(
      'select seq from messaging.checkpoint where reaction = $1 order by from_seq desc limit 1',
      [reaction],
    );
    return rows[0].seq;
  },
  async readAfter(client, reaction, seq, limit) {
    const { rows } = await client.query({
      name: 'messaging.read',
      text: `select l.seq, l.position, e.target,
               exists (select from messaging.parked p where p.reaction = $1 and p.target = e.target) as blocked
             from messaging.log l join messaging.event e using (position)
             where l.seq > $2 order by l.seq limit $3`,
      values: [reaction, seq, limit],
    });
    return rows;
  },
  cursorOf: ({ seq }) => seq,
  // Only a log without gaps can tell.
  follows: (cursor, { seq }) => Number(seq) === Number(cursor) + 1,
  advance: (reaction, from, to) => ({
    name: 'messaging.advance',
    text: 'select messaging.advance($1, $2, $3)',
    values: [reaction, from, to],
  }),
};

export const sequencedLog = {
  key: 'c',
  title: 'checkpoints, sequenced log',
  schema,
  async reinstall(client) {
    await client.query(`drop schema if exists messaging cascade; ${SEQUENCED_LOG_SQL} ${workloadTables(schema)}`);
    await client.query('insert into messaging.checkpoint select unnest($1::text[]), -1, 0', [REACTIONS]);
  },
  append: (target) => eventInsert(schema, target),
  publishMany: (client, count) => client.query(manyEvents(schema), [count]),
  prepare: (client) =>
    client.query({ name: 'messaging.sequence', text: 'select appended, head from messaging.sequence()' }),
  reaction: (client, reaction, isPoisoned) => checkpointedReaction(client, { schema, source, reaction, isPoisoned }),
  async readForAll(client, seq, limit) {
    const { rows } = await client.query({
      name: 'messaging.read-for-all',
      text: `select l.seq, l.position, e.target,
               array(select p.reaction from messaging.parked p where p.target = e.target) as "blockedFor"
             from messaging.log l join messaging.event e using (position)
             where l.seq > $1 order by l.seq limit $2`,
      values: [seq, limit],
    });
    return rows;
  },
};
