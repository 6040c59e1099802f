import type { WorkloadName } from '../app/app-under-test.js';
import type { Bench } from '../bench.js';
import { HostedWorkload } from '../measure/hosted-workload.js';
import type { SideName } from '../measure/interleave.js';
import type { WorkloadSettings } from '../measure/workload.js';
import { referenceWorkload } from '../references/start-reference.js';
import { NotRunnableError } from '../scenario.js';

/** The application's module for this workload. */
export function ownWorkload(bench: Bench, name: WorkloadName): URL {
  const module = bench.app.workloads[name];
  if (!module) throw new NotRunnableError(`${bench.app.name} brings no workload "${name}".`);
  return module;
}

/** Runs `work` with the application's workload and the reference's, each on a database of its own; ends both. */
export async function withBothWorkloads<T>(
  bench: Bench,
  name: WorkloadName,
  settings: Omit<WorkloadSettings, 'ownerUrl'>,
  work: (workloads: Record<SideName, HostedWorkload>) => Promise<T>,
): Promise<T> {
  const own = ownWorkload(bench, name);
  await using started = new AsyncDisposableStack();
  const host = async (side: SideName, module: URL) => {
    const ownerUrl = await bench.databases.withSessions(0);
    const workload = await HostedWorkload.start(`${side} ${name}`, module, { ...settings, ownerUrl });
    started.defer(() => workload.stop());
    return workload;
  };
  return await work({ ours: await host('ours', own), reference: await host('reference', referenceWorkload(name)) });
}
