import { connect, withClients } from './connections.mjs';
import { targetId } from './workload.mjs';

/** What a snapshot horizon does that the sequenced log must not: each is shown on one design, for comparing. */
export async function observe(database, design) {
  return {
    commitOrderKept: await commitOrder(database, design),
    stallsForOtherDatabase: await otherDatabase(database, design),
  };
}

/** The transaction that began first changes the target last. Position 1 was committed first, and has to be delivered first. */
function commitOrder({ url }, design) {
  return withClients(url, 3, async ([early, late, client]) => {
    await design.reinstall(client);
    await early.query('begin; select pg_current_xact_id()');
    await late.query(design.append(targetId(1)));
    await early.query(design.append(targetId(1)));
    await early.query('commit');
    return (await delivered(client, design)).join() === '1,2';
  });
}

/** Something writes for long in another database of the same server. */
async function otherDatabase({ url, serverUrl }, design) {
  const stranger = await connect(serverUrl);
  try {
    return await withClients(url, 1, async ([client]) => {
      await design.reinstall(client);
      await stranger.query('begin; select pg_current_xact_id()');
      await client.query(design.append(targetId(1)));
      return (await delivered(client, design)).length === 0;
    });
  } finally {
    await stranger.query('rollback');
    await stranger.end();
  }
}

async function delivered(client, design) {
  await design.prepare(client);
  const reaction = await design.reaction(client, 'charge');
  while (await reaction.step());
  const { rows } = await client.query(`select position from ${design.schema}.effect order by nth`);
  return rows.map((row) => row.position);
}
