import { applyLoad, type LoadPlan } from './load.js';
import { requestsOf, type Traffic } from './traffic.js';

/** Process of the load generator: takes one plan after the other over the process channel. */
export interface GeneratorOrder {
  readonly plan: LoadPlan;
  readonly traffic: Traffic;
}

process.on('disconnect', () => process.exit());
process.on('message', async ({ plan, traffic }: GeneratorOrder) => {
  try {
    const requests = await requestsOf(traffic, `${plan.host}:${plan.port}`);
    process.send?.({ report: await applyLoad(plan, requests) });
  } catch (error) {
    process.send?.({ failure: error instanceof Error ? error.message : String(error) });
  }
});
process.send?.({ ready: true });
