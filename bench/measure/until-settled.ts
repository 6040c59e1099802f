import { setTimeout as pause } from 'node:timers/promises';
import type { Queue } from 'bullmq';

const PATIENCE_MS = 10_000;

/** Waits until no job of a queue waits or runs: the last ones are recorded a moment after their handlers are done. */
export async function untilSettled(queue: Queue): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const counts = await queue.getJobCounts('active', 'waiting');
    const left = Object.values(counts).reduce((sum, count) => sum + count, 0);
    if (left === 0) return;
    if (performance.now() > giveUpAt) throw new Error(`${left} jobs of queue ${queue.name} are still not done.`);
    await pause(10);
  }
}
