import type { PinnedProcess } from '../processes/pinned-process.js';
import { startPinned } from '../processes/pinned-process.js';
import type { LoadPlan, LoadReport } from './load.js';
import type { GeneratorOrder } from './load-generator.main.js';
import type { Traffic } from './traffic.js';

/** The generator's process, on the generator's core; used for one load after the other. */
export class LoadGenerator {
  private constructor(private readonly process: PinnedProcess) {}

  static async start(): Promise<LoadGenerator> {
    const generator = await startPinned({
      name: 'load generator',
      core: 'generator',
      script: new URL('./load-generator.main.js', import.meta.url),
    });
    return new LoadGenerator(generator);
  }

  async apply(plan: LoadPlan, traffic: Traffic): Promise<LoadReport> {
    const order: GeneratorOrder = { plan, traffic };
    const { report } = await this.process.ask<{ report: LoadReport }>(order);
    return report;
  }

  stop(): Promise<void> {
    return this.process.stop();
  }
}
