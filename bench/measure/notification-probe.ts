import type { Practice } from '../app/app-under-test.js';
import { type PinnedProcess, startPinned } from '../processes/pinned-process.js';

export interface ProbeOrder {
  readonly url: string;
  readonly practice: Practice;
  /** To be booked, one after the other. */
  readonly slots: readonly number[];
  /** Pause between two bookings, so that each finds an idle system. */
  readonly idleMs: number;
}

export class NotificationProbe {
  private constructor(private readonly process: PinnedProcess) {}

  static async start(): Promise<NotificationProbe> {
    return new NotificationProbe(
      await startPinned({
        name: 'notification probe',
        core: 'generator',
        script: new URL('./notification-probe.main.js', import.meta.url),
      }),
    );
  }

  /** Milliseconds from each request to the arrival of its notification. */
  async delays(order: ProbeOrder): Promise<number[]> {
    return (await this.process.ask<{ delays: number[] }>(order)).delays;
  }

  stop(): Promise<void> {
    return this.process.stop();
  }
}
