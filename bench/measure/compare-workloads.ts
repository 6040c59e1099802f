import type { Bench } from '../bench.js';
import type { HostedWorkload } from './hosted-workload.js';
import { interleave, type Result, type Rounds, type SideName, summarise } from './interleave.js';
import { requireSame } from './same-response.js';
import type { Target } from './target.js';
import type { WorkDone } from './workload.js';

export interface WorkloadComparison {
  readonly id: string;
  readonly name: string;
  readonly target: Target;
  readonly unit: string;
  /** The figure of one run, by default operations per second. */
  readonly figure?: (done: WorkDone) => number;
  readonly sides: Record<SideName, HostedWorkload>;
}

const perSecond = (done: WorkDone) => (done.operations / done.milliseconds) * 1000;

/** One run of each as warm-up, whose outcomes must be equal; then interleaved rounds. */
export async function compareWorkloads(bench: Bench, comparison: WorkloadComparison): Promise<Result> {
  const { id, name, unit, target, sides } = comparison;
  const figure = comparison.figure ?? perSecond;
  const once = async (side: SideName): Promise<number> => {
    await sides[side].prepare();
    return figure(await sides[side].run());
  };
  await once('ours');
  await once('reference');
  requireSame(await sides.ours.outcome(), await sides.reference.outcome());
  const figures: Rounds = await interleave(bench.effort.workloadRounds, once);
  bench.record(id, { name, figures });
  return summarise({ id, name, unit, target }, figures);
}
