import type { Bench } from '../bench.js';
import { compareWorkloads } from '../measure/compare-workloads.js';
import type { HostedWorkload } from '../measure/hosted-workload.js';
import { type Result, summarise } from '../measure/interleave.js';
import { atLeast, atMost } from '../measure/target.js';
import { memoryCurve } from '../processes/memory-curve.js';
import type { Scenario } from '../scenario.js';
import { withBothWorkloads } from './two-workloads.js';

const SIZE = 100_000;

/** B6: a backlog of events through five reactions each. */
export const reactions: Scenario = {
  id: 'B6',
  title: 'events through 5 reactions',
  async run(bench) {
    const results: Result[] = [];
    for (const size of [SIZE, 10_000, ...(bench.growth ? [1_000_000] : [])])
      results.push(...(await drain(size, bench)));
    return results;
  },
};

function drain(size: number, bench: Bench): Promise<Result[]> {
  const events = size.toLocaleString('en');
  bench.say(`${events} events`);
  return withBothWorkloads(bench, 'reactions', { size, variant: 'plain' }, async (sides) => {
    const results = [
      await compareWorkloads(bench, {
        id: 'B6',
        name: `backlog of ${events} events through 5 reactions each`,
        unit: 'events/s',
        target: atLeast(0.5),
        sides,
      }),
    ];
    if (size >= SIZE) results.push(await flatMemory(sides.ours, events));
    return results;
  });
}

async function flatMemory(ours: HostedWorkload, events: string): Promise<Result> {
  await ours.prepare();
  const { early, late } = await memoryCurve(ours.pid, () => ours.run());
  const name = `resident memory at the end of ${events} events against its second quarter`;
  return summarise({ id: 'B6', name, unit: 'MB', target: atMost(1.15) }, { ours: [late], reference: [early] });
}
