import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { v7 } from 'uuid';
import { actAs } from '#platform/context/acting.js';
import { StructuredLogger } from '#platform/observability/logger.js';
import { caller } from '#platform/services/testing/callee.js';
import type { WorkDone, Workload, WorkloadSettings } from '../measure/workload.js';
import { startPinnedWith } from '../processes/pinned-process.js';
import { Directory } from './number-directory.js';

/** Calls in flight at once; the same on both sides. */
const CALLERS = 8;

/** B9, remote: the same by way of the registry: signed, in the caller's context, under time-out, retries and breaker. */
export async function openWorkload(settings: WorkloadSettings): Promise<Workload> {
  Logger.overrideLogger(new StructuredLogger('info'));
  const { process: server, ready } = await startPinnedWith<{ url: string }>({
    name: 'callee',
    core: 'generator',
    script: new URL('./remote-call-server.main.js', import.meta.url),
  });
  const { contract: directory, [Symbol.asyncDispose]: disconnect } = caller('bench', Directory, ready.url);
  const therapist = { userId: v7(), accountId: v7(), roles: ['therapist' as const] };
  let sum = 0;
  return {
    prepare: async () => {
      sum = 0;
    },
    async run(): Promise<WorkDone> {
      let next = 0;
      const calls = async () => {
        while (next < settings.size) {
          const { id } = await directory.find(next++);
          sum += id;
        }
      };
      const began = performance.now();
      await actAs(therapist, () => Promise.all(Array.from({ length: CALLERS }, calls)));
      return { operations: settings.size, milliseconds: performance.now() - began };
    },
    outcome: async () => sum,
    async close() {
      await disconnect();
      await server.stop();
    },
  };
}
