import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { withClient, withClients } from './connections.mjs';
import { perUnit, reading } from './readings.mjs';
import { POISONED_REACTION, POISONED_TARGET, REACTIONS } from './workload.mjs';

const RETRY_EVERY = 50;

export async function backlog(url, design, events) {
  await reinstall(url, design);
  await withClient(url, (client) => fill(client, design, events));
}

export function reinstall(url, design) {
  return withClient(url, (client) => design.reinstall(client));
}

export async function fill(client, design, events) {
  for (let left = events; left > 0; left -= 10_000) await design.publishMany(client, Math.min(left, 10_000));
  await client.query('analyze');
}

export async function effects(client, { schema }, reaction) {
  const { rows } = await client.query(
    `select count(*)::int as count from ${schema}.effect where reaction = coalesce($1, reaction)`,
    [reaction],
  );
  return rows[0].count;
}

/** Runs all reactions until each has the effects it can have, or `giveUpAfter` ms pass without one. */
export async function drain(
  database,
  design,
  { events, together = true, isPoisoned, withheld = 0, giveUpAfter = 20_000 },
) {
  return withClients(database.url, REACTIONS.length + 1, async ([spare, ...clients]) => {
    const reactions = await Promise.all(
      REACTIONS.map((name, index) => design.reaction(clients[index], name, isPoisoned)),
    );
    const before = await reading(database);
    await design.prepare(spare);
    const prepared = performance.now();
    const ends = reactions.map(async (reaction, index) => {
      const expected = events - (REACTIONS[index] === POISONED_REACTION ? withheld : 0);
      let lastProgress = prepared;
      let lastRetry = prepared;
      while (performance.now() - lastProgress < giveUpAfter) {
        const count = await reaction.step({ together });
        if (isPoisoned && performance.now() - lastRetry > RETRY_EVERY) {
          await reaction.retry();
          lastRetry = performance.now();
        }
        if (count > 0) lastProgress = performance.now();
        else if ((await effects(clients[index], design, REACTIONS[index])) === expected) break;
        else await pause(5);
      }
      return lastProgress;
    });
    const at = Math.max(...(await Promise.all(ends)));
    return { seconds: (at - before.at) / 1000, ...perUnit(before, { ...(await reading(database)), at }, events) };
  });
}

/** Exactly one effect per reaction and event is also what the primary key says; the order is looked at for 1 % of the targets. */
export async function assertDelivered(client, design, events) {
  assert.equal(await effects(client, design), events * REACTIONS.length, `design ${design.key} lost events`);
  const { rows } = await client.query(`
    select count(*)::int as disorder from (
      select position < lag(position) over (partition by reaction, target order by nth) as wrong
      from ${design.schema}.effect where right(target::text, 2) = right('${POISONED_TARGET}', 2)) pairs
    where wrong`);
  assert.equal(rows[0].disorder, 0, `design ${design.key} disturbed the order of a target`);
}
