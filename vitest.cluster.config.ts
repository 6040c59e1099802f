import { defineConfig } from 'vitest/config';
import standard from './vitest.config.js';

/** On servers that a cluster has besides Postgres; `npm test` runs without any. */
export default defineConfig({
  ...standard,
  test: {
    ...standard.test,
    include: ['test/cluster/**/*.cluster.ts'],
    // Each starts several processes of Praxis.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
