import { reinstall } from './backlog.mjs';
import { withClients } from './connections.mjs';
import { publishers } from './measure-publishing.mjs';
import { percentiles } from './readings.mjs';
import { REACTIONS, targetId } from './workload.mjs';

/**
 * From the publisher's commit to the commit of each reaction's effect, in ms, on an idle system with a hint in the process.
 * The designs take turns event by event.
 */
export async function latency(url, designs, { events }) {
  for (const design of designs) await reinstall(url, design);
  return withClients(url, REACTIONS.length + 1, async ([publisher, ...clients]) => {
    const lanes = [];
    for (const design of designs) {
      const reactions = await Promise.all(REACTIONS.map((name, index) => design.reaction(clients[index], name)));
      lanes.push({ design, reactions, samples: [] });
    }
    for (let n = 0; n < events; n += 1) {
      for (const { design, reactions, samples } of lanes) {
        await publishers.of(design)(publisher, targetId(n));
        const committed = performance.now();
        await design.prepare(publisher);
        await Promise.all(
          reactions.map(async (reaction) => {
            while ((await reaction.step()) === 0);
            samples.push(performance.now() - committed);
          }),
        );
      }
    }
    return Object.fromEntries(lanes.map(({ design, samples }) => [design.key, percentiles(samples)]));
  });
}
