import { expect, it } from 'vitest';
import { until } from '#test/support/until.js';
import { WakeUp } from './wake-up.js';

it('never runs twice at once, and once more for hints that came meanwhile', async () => {
  let running = 0;
  let runs = 0;
  let most = 0;
  const gate = Promise.withResolvers<void>();
  const wakeUp = new WakeUp(
    async () => {
      most = Math.max(most, ++running);
      runs++;
      if (runs === 1) await gate.promise;
      running--;
    },
    () => undefined,
    60_000,
  );
  wakeUp.start();
  for (let hint = 0; hint < 10; hint++) wakeUp.hint();
  gate.resolve();
  await until('it ran again', () => runs === 2);
  await wakeUp.stop();
  expect([runs, most]).toEqual([2, 1]);
});

it('goes on after a failure, by itself', async () => {
  const failures: unknown[] = [];
  let runs = 0;
  const wakeUp = new WakeUp(
    async () => {
      if (++runs === 1) throw new Error('the database is away');
    },
    (error) => failures.push(error),
    5,
  );
  wakeUp.start();
  await until('it ran again', () => runs >= 2);
  await wakeUp.stop();
  expect(failures).toHaveLength(1);
});

it('does not run after it was stopped', async () => {
  let runs = 0;
  const wakeUp = new WakeUp(
    async () => void runs++,
    () => undefined,
    1,
  );
  wakeUp.start();
  await wakeUp.stop();
  const before = runs;
  wakeUp.hint();
  await new Promise((resolve) => setImmediate(resolve));
  expect(runs).toBe(before);
});
