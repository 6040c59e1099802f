import type { WorkDone, Workload, WorkloadSettings } from '../measure/workload.js';

class Directory {
  async find(id: number): Promise<{ id: number }> {
    return { id };
  }
}

/** B9: a method call with await, one after the other. */
export async function openWorkload(settings: WorkloadSettings): Promise<Workload> {
  const directory = new Directory();
  let sum = 0;
  return {
    prepare: async () => {
      sum = 0;
    },
    async run(): Promise<WorkDone> {
      const began = performance.now();
      for (let id = 0; id < settings.size; id++) sum += (await directory.find(id)).id;
      return { operations: settings.size, milliseconds: performance.now() - began };
    },
    outcome: async () => sum,
    close: async () => undefined,
  };
}
