import type { WorkloadModule } from './workload.js';

/** Process of one workload. The bench names the module and its settings, then asks for one step after the other. */
const settings = JSON.parse(process.env.WORKLOAD_SETTINGS ?? '{}');
const { openWorkload } = (await import(process.env.WORKLOAD_MODULE ?? '')) as WorkloadModule;
const workload = await openWorkload(settings);

process.on('disconnect', () => process.exit());
process.on('message', async ({ step }: { step: 'prepare' | 'run' | 'outcome' | 'close' }) => {
  try {
    const result = await workload[step]();
    process.send?.({ result: result ?? null });
  } catch (error) {
    process.send?.({ failure: error instanceof Error ? error.stack : String(error) });
  }
});
process.send?.({ ready: true });
