import { type PinnedProcess, startPinned } from '../processes/pinned-process.js';
import type { WorkDone, WorkloadSettings } from './workload.js';

const CLOSE_MS = 10_000;

/** A workload in its own process on the server's core. */
export class HostedWorkload {
  private constructor(private readonly process: PinnedProcess) {}

  static async start(name: string, module: URL, settings: WorkloadSettings): Promise<HostedWorkload> {
    const started = await startPinned({
      name,
      core: 'server',
      script: new URL('./workload.main.js', import.meta.url),
      environment: {
        WORKLOAD_MODULE: module.href,
        WORKLOAD_SETTINGS: JSON.stringify(settings),
        NODE_ENV: 'production',
      },
    });
    return new HostedWorkload(started);
  }

  get pid(): number {
    return this.process.pid;
  }

  prepare(): Promise<void> {
    return this.#step('prepare');
  }

  run(): Promise<WorkDone> {
    return this.#step('run');
  }

  outcome(): Promise<unknown> {
    return this.#step('outcome');
  }

  async stop(): Promise<void> {
    try {
      if (this.process.isRunning) await this.#step('close', CLOSE_MS);
    } finally {
      await this.process.stop();
    }
  }

  async #step<T>(step: string, patienceMs?: number): Promise<T> {
    return (await this.process.ask<{ result: T }>({ step }, patienceMs)).result;
  }
}
