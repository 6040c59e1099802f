import { assertDelivered, backlog, drain, effects, fill, reinstall } from './backlog.mjs';
import { until, withClient, withClients } from './connections.mjs';
import { perUnit, reading } from './readings.mjs';
import { POISONED_REACTION, POISONED_TARGET, REACTIONS } from './workload.mjs';

/** A backlog through all reactions; figures per event, each through five reactions. */
export async function draining(database, design, { events, together = true }) {
  await backlog(database.url, design, events);
  const figures = await drain(database, design, { events, together });
  await withClient(database.url, (client) => assertDelivered(client, design, events));
  return figures;
}

/** One reader for all reactions, which stay level and only write; the next batch is read meanwhile. */
export async function drainingReadOnce(database, design, { events }) {
  await backlog(database.url, design, events);
  return withClients(database.url, REACTIONS.length + 1, async ([reader, ...clients]) => {
    const reactions = await Promise.all(REACTIONS.map((name, index) => design.reaction(clients[index], name)));
    const before = await reading(database);
    await design.prepare(reader);
    let batch = await design.readForAll(reader, 0, 500);
    while (batch.length > 0) {
      const following = design.readForAll(reader, batch.at(-1).seq, 500);
      await Promise.all(reactions.map((reaction) => reaction.offer(batch)));
      batch = await following;
    }
    const figures = perUnit(before, await reading(database), events);
    await assertDelivered(reader, design, events);
    return figures;
  });
}

/** The writes of the reactions alone, in hand-written batches of 500: nothing is read, claimed or remembered. */
export async function writingByHand(database, design, { events }) {
  const { url } = database;
  await backlog(url, design, events);
  const { schema } = design;
  const before = await reading(database);
  await withClients(url, REACTIONS.length, (clients) =>
    Promise.all(
      clients.map(async (client, index) => {
        for (let from = 0; from < events; from += 500) {
          await client.query({
            name: 'by-hand',
            text: `insert into ${schema}.effect (reaction, position, target)
                   select $1, position, target from ${schema}.event where position > $2::bigint and position <= $2::bigint + 500`,
            values: [REACTIONS[index], from],
          });
        }
      }),
    ),
  );
  return perUnit(before, await reading(database), events);
}

/** A transaction that wrote an event is left open while a backlog is published and drained. `catchUp` in ms. */
export async function drainingWhileHeld(database, design, { events }) {
  const { url } = database;
  await reinstall(url, design);
  return withClients(url, 2, async ([holder, client]) => {
    await holder.query('begin');
    await design.publishMany(holder, 1);
    await fill(client, design, events);
    const figures = await drain(database, design, { events, giveUpAfter: 500 });
    const stalled = (await effects(client, design)) === 0;
    await holder.query('commit');
    const { seconds } = await drain(database, design, { events: events + 1 });
    await assertDelivered(client, design, events + 1);
    return { stalled, ...(stalled ? { perSecond: 0 } : figures), catchUp: seconds * 1000 };
  });
}

/** One target of one reaction always fails. Everything else has to pass at full speed, and afterwards it too, in order. */
export async function drainingPoisoned(database, design, { events }) {
  const { url } = database;
  await backlog(url, design, events);
  const { rows } = await withClient(url, (client) =>
    client.query(`select count(*)::int as held from ${design.schema}.event where target = $1`, [POISONED_TARGET]),
  );
  let poisoned = true;
  const isPoisoned = () => poisoned;
  const figures = await drain(database, design, { events, isPoisoned, withheld: rows[0].held });
  poisoned = false;
  await withClient(url, async (client) => {
    const reaction = await design.reaction(client, POISONED_REACTION, isPoisoned);
    const healed = async () => {
      while ((await reaction.retry()) || (await reaction.step()));
      return (await effects(client, design)) === events * REACTIONS.length;
    };
    await until(healed, 'the poisoned target to heal', 20);
    await assertDelivered(client, design, events);
  });
  return figures;
}
