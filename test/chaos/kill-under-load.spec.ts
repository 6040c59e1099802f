import { expect, it } from 'vitest';
import { freshDatabase } from '#test/support/database.js';
import { endure, PATIENCE, STRIKES } from './ordeal.js';

it(`loses nothing and does nothing twice over ${STRIKES} kills`, {
  timeout: STRIKES * 15_000 + PATIENCE + 60_000,
}, async () => {
  await using database = await freshDatabase();
  const told = await endure({
    ownerUrl: database.ownerUrl,
    async strike(praxis) {
      await praxis.kill();
      await praxis.start();
    },
  });
  expect(told.unavailable).toBe(0);
  console.info(`${STRIKES} kills: ${told.booked.size} booked, ${told.brokenOff} requests broken off`);
});
