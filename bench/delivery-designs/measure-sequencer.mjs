import { fill, reinstall } from './backlog.mjs';
import { withClient, withClients } from './connections.mjs';
import { publishers } from './measure-publishing.mjs';
import { median, timed } from './readings.mjs';
import { targetId } from './workload.mjs';

/** What a pass of the sequencer costs, in ms, with so many events in the store. */
export async function sequencing(url, design, { stored }) {
  return withClient(url, async (client) => {
    await reinstall(url, design);
    await fill(client, design, stored);
    const backlogPass = await timed(() => design.prepare(client));
    await client.query('vacuum analyze');
    const idle = [];
    const single = [];
    for (let n = 0; n < 200; n += 1) {
      idle.push(await timed(() => design.prepare(client)));
      await publishers.of(design)(client, targetId(n));
      single.push(await timed(() => design.prepare(client)));
    }
    return { stored, backlogPass, idlePass: median(idle), singlePass: median(single) };
  });
}

/** Checkpoints updated in place against checkpoints appended, while a transaction is held open: ms for a step, early and late. */
export async function checkpointChurn(url, { steps }) {
  return withClients(url, 2, async ([holder, client]) => {
    await client.query(`
      set synchronous_commit = off;
      drop schema if exists churn cascade; create schema churn;
      create table churn.updated (reaction text primary key, seq bigint not null);
      create table churn.appended (reaction text, from_seq bigint, seq bigint not null, primary key (reaction, from_seq));
      insert into churn.updated values ('one', 0); insert into churn.appended values ('one', -1, 0)`);
    await holder.query('begin; select pg_current_xact_id()');
    const forms = {
      updated: [
        'select seq from churn.updated where reaction = $1',
        'update churn.updated set seq = seq + 1 where reaction = $1',
      ],
      appended: [
        'select seq from churn.appended where reaction = $1 order by from_seq desc limit 1',
        `insert into churn.appended select reaction, seq, seq + 1 from churn.appended where reaction = $1 order by from_seq desc limit 1`,
      ],
    };
    const result = {};
    for (const [form, statements] of Object.entries(forms)) {
      const times = [];
      for (let n = 0; n < steps; n += 1) {
        times.push(
          await timed(() =>
            Promise.all(
              statements.map((text, index) => client.query({ name: `${form}.${index}`, text, values: ['one'] })),
            ),
          ),
        );
      }
      result[form] = { early: median(times.slice(0, 500)), late: median(times.slice(-500)) };
    }
    await holder.query('rollback');
    return result;
  });
}
