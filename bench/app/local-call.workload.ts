import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import { StructuredLogger } from '#platform/observability/logger.js';
import { ServiceRegistry } from '#platform/services/service-registry.js';
import type { WorkDone, Workload, WorkloadSettings } from '../measure/workload.js';
import { Directory, NumberDirectory } from './number-directory.js';

/** B9: the same method by way of the registry, with its record and its metrics. */
export async function openWorkload(settings: WorkloadSettings): Promise<Workload> {
  Logger.overrideLogger(new StructuredLogger('info'));
  const registry = new ServiceRegistry(new Registry());
  registry.require('caller', Directory);
  registry.provide('bench', Directory, new NumberDirectory());
  registry.verify();
  const directory = registry.connect('caller', Directory);
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
