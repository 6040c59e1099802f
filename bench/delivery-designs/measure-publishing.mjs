import { setTimeout as pause } from 'node:timers/promises';
import { transaction, withClients } from './connections.mjs';
import { median, perUnit, reading } from './readings.mjs';
import { bookingWrite, eventInsert, targetId } from './workload.mjs';

const PUBLISHERS = 8;

/** The publisher's transaction: with a design, without any event, and in commit order through one lock for everybody. */
export const publishers = {
  of: (design) => (client, target) => transaction(client, [bookingWrite(design.schema), design.append(target)]),
  plain: (client) => transaction(client, [bookingWrite('horizon')]),
  oneLock: (client, target) =>
    transaction(client, [
      bookingWrite('horizon'),
      'select pg_advisory_xact_lock(4711)',
      eventInsert('horizon', target),
    ]),
};

/**
 * Several publishers in turn, in short slices, so that a noisy second touches all of them. `beside` runs on a connection of
 * its own meanwhile. Per publisher: transactions per second, and for one transaction the server's CPU in µs and log bytes.
 */
export async function publishing(database, publishers, { slices, seconds }) {
  return withClients(database.url, PUBLISHERS + 1, async ([spare, ...clients]) => {
    const totals = new Map(publishers.map(({ key }) => [key, []]));
    for (let slice = 0; slice < slices; slice += 1) {
      for (const { key, publish, beside } of publishers) {
        let running = true;
        let count = 0;
        const loop = async (work) => {
          while (running) await work();
        };
        // What the slices before left to do is not this one's.
        await beside?.(spare);
        const before = await reading(database);
        const load = clients.map((client) => loop(async () => void (await publish(client, targetId(count++)))));
        const companion = beside && loop(() => beside(spare));
        await pause(seconds * 1000);
        running = false;
        await Promise.all([...load, companion]);
        totals.get(key).push(perUnit(before, await reading(database), count));
      }
    }
    const middle = (list, figure) => median(list.map((each) => each[figure]));
    return Object.fromEntries(
      [...totals].map(([key, list]) => [
        key,
        {
          perSecond: middle(list, 'perSecond'),
          cpuMicros: middle(list, 'cpuMicros'),
          logBytes: middle(list, 'logBytes'),
        },
      ]),
    );
  });
}
