import { expect, it } from 'vitest';
import { endure, PATIENCE, STRIKES } from './ordeal.js';
import { RestartablePostgres } from './restartable-postgres.js';

/** How long the database is away at most, beside the time that it takes to recover, in ms. */
const LONGEST_ABSENCE = 1_000;

it(`goes on by itself, loses nothing and does nothing twice when the database crashes ${STRIKES} times`, {
  timeout: STRIKES * 15_000 + PATIENCE + 60_000,
}, async () => {
  await using postgres = await RestartablePostgres.start();
  const told = await endure({
    ownerUrl: postgres.ownerUrl,
    async strike(praxis) {
      await postgres.crash();
      await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_ABSENCE));
      await postgres.bringBack();
      await praxis.ready();
    },
  });
  expect(told.brokenOff).toBe(0);
  console.info(`${STRIKES} crashes: ${told.booked.size} booked, ${told.unavailable} answered with 503`);
});
