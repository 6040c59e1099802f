import { compareWorkloads } from '../measure/compare-workloads.js';
import { atLeast, atMostOver } from '../measure/target.js';
import type { Scenario } from '../scenario.js';
import { withBothWorkloads } from './two-workloads.js';

/** B9: what a call through a contract costs in the same process. */
export const localCall: Scenario = {
  id: 'B9',
  title: 'contract call in process',
  run: (bench) =>
    withBothWorkloads(bench, 'local-call', { size: 200_000, variant: 'plain' }, async (sides) => [
      await compareWorkloads(bench, {
        id: 'B9',
        name: 'contract call in process, against a method call',
        unit: 'µs',
        target: atMostOver(5, 'µs'),
        figure: ({ operations, milliseconds }) => (milliseconds * 1000) / operations,
        sides,
      }),
    ]),
};

/** B9: the same to another process. */
export const remoteCall: Scenario = {
  id: 'B9',
  title: 'contract call to another process',
  run: (bench) =>
    withBothWorkloads(bench, 'remote-call', { size: 10_000, variant: 'plain' }, async (sides) => [
      await compareWorkloads(bench, {
        id: 'B9',
        name: 'contract call to another process, against bare HTTP keep-alive',
        unit: 'calls/s',
        target: atLeast(0.8),
        sides,
      }),
    ]),
};
