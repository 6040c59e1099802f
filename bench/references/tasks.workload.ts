import { createPostgresBackend, type Job, Queue, setDefaultBackendFactory, Worker } from 'bullmq';
import { untilSettled } from '../measure/until-settled.js';
import type { WorkDone, Workload, WorkloadSettings } from '../measure/workload.js';

const CONCURRENCY = 50;

/** B8: jobs that do nothing, added in bulk and processed, by BullMQ as its documentation shows it. */
export async function openWorkload(settings: WorkloadSettings): Promise<Workload> {
  const onRedis = settings.variant === 'redis';
  const connection = onRedis ? { url: settings.ownerUrl } : { connectionString: settings.ownerUrl, migrate: true };
  if (!onRedis) setDefaultBackendFactory(createPostgresBackend);
  const queue = new Queue('bench', { connection: connection as never });
  await queue.waitUntilReady();
  let processed = 0;
  let finished: (() => void) | undefined;
  const doNothing = async (job: Job<{ number: number }>) => {
    processed += 1;
    if (processed === settings.size) finished?.();
    return job.data.number;
  };
  const worker = new Worker('bench', doNothing, {
    connection: connection as never,
    concurrency: CONCURRENCY,
    removeOnComplete: { count: 0 },
  });
  await worker.waitUntilReady();

  return {
    async prepare() {
      await untilSettled(queue);
      processed = 0;
    },
    async run(): Promise<WorkDone> {
      const jobs = Array.from({ length: settings.size }, (_, number) => ({ name: 'nothing', data: { number } }));
      const done = new Promise<void>((resolve) => {
        finished = resolve;
      });
      const began = performance.now();
      await queue.addBulk(jobs);
      await done;
      return { operations: settings.size, milliseconds: performance.now() - began };
    },
    async outcome() {
      await untilSettled(queue);
      return { processed, failed: await queue.getFailedCount() };
    },
    async close() {
      await worker.close();
      await queue.close();
    },
  };
}
