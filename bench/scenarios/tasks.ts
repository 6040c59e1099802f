import { compareWorkloads } from '../measure/compare-workloads.js';
import { atLeast } from '../measure/target.js';
import type { Scenario } from '../scenario.js';
import { withBothWorkloads } from './two-workloads.js';

/** B8: tasks that do nothing, enqueued and processed 50 at a time. */
export const tasks: Scenario = {
  id: 'B8',
  title: 'tasks',
  run: (bench) =>
    withBothWorkloads(bench, 'tasks', { size: 2_000, variant: 'postgres' }, async (sides) => [
      await compareWorkloads(bench, {
        id: 'B8',
        name: '2,000 tasks, concurrency 50, on Postgres',
        unit: 'tasks/s',
        target: atLeast(0.9),
        sides,
      }),
    ]),
};
