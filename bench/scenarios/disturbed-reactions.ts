import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from '../bench.js';
import { compareWorkloads } from '../measure/compare-workloads.js';
import { HostedWorkload } from '../measure/hosted-workload.js';
import { type Result, summarise } from '../measure/interleave.js';
import { atLeast, bound } from '../measure/target.js';
import type { Scenario } from '../scenario.js';
import { ownWorkload } from './two-workloads.js';

const SIZE = 50_000;
const SIZE_WHILE_HELD = 5_000;
const HELD_MS = 1_000;

/**
 * B7: the backlog of B6 while one of six reactions always fails, against the same without it; and events that are published
 * while a transaction is held open, which must all be done soon after its end.
 */
export const disturbedReactions: Scenario = {
  id: 'B7',
  title: 'reactions under disturbance',
  run: async (bench) => [await failing(bench), await held(bench)],
};

async function failing(bench: Bench): Promise<Result> {
  const module = ownWorkload(bench, 'reactions');
  await using started = new AsyncDisposableStack();
  const host = async (variant: string) => {
    const ownerUrl = await bench.databases.withSessions(0);
    const workload = await HostedWorkload.start(`reactions, ${variant}`, module, { ownerUrl, size: SIZE, variant });
    started.defer(() => workload.stop());
    return workload;
  };
  return await compareWorkloads(bench, {
    id: 'B7',
    name: 'with one more reaction that always fails, against without',
    unit: 'events/s',
    target: atLeast(0.95),
    sides: { ours: await host('failing-reaction'), reference: await host('plain') },
  });
}

async function held(bench: Bench): Promise<Result> {
  const ownerUrl = await bench.databases.withSessions(0);
  const settings = { ownerUrl, size: SIZE_WHILE_HELD, variant: 'plain' };
  const workload = await HostedWorkload.start('reactions, held', ownWorkload(bench, 'reactions'), settings);
  try {
    const seconds: number[] = [];
    for (let round = 0; round < bench.effort.workloadRounds; round++)
      seconds.push(await catchUp(bench, ownerUrl, workload));
    const limit = 2;
    const name = `${SIZE_WHILE_HELD} events while a transaction is held open: from its end to all done`;
    return summarise(
      { id: 'B7', name, unit: 's', target: bound(limit, 's') },
      { ours: seconds, reference: seconds.map(() => limit) },
    );
  } finally {
    await workload.stop();
  }
}

/** Seconds from the end of the held transaction to the end of the work; 0 when the work did not wait for it. */
function catchUp(bench: Bench, ownerUrl: string, workload: HostedWorkload): Promise<number> {
  return bench.databases.asOwner(ownerUrl, async (holder) => {
    await holder.query('begin');
    await holder.query('select pg_current_xact_id()');
    await workload.prepare();
    const done = workload.run().then(() => performance.now());
    await pause(HELD_MS);
    await holder.query('commit');
    const released = performance.now();
    return Math.max(0, (await done) - released) / 1000;
  });
}
