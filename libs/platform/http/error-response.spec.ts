import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { databaseForAll } from '#test/support/database.js';
import { eventLab } from '#test/support/event-lab.js';
import type { TenantTransaction } from '../database/tenant-database.js';
import { errorAnswer } from './error-response.js';

const database = databaseForAll();

beforeAll(() => Logger.overrideLogger(false));
afterAll(() => Logger.overrideLogger(['log', 'error', 'warn']));

it('a deadlock is answered as something that may succeed when it is asked again', async () => {
  await using lab = await eventLab(database.ownerUrl, []);
  const lock = (tx: TenantTransaction, key: number) => tx.query('select pg_advisory_xact_lock($1)', [key]);
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  const crossing = (mine: number, theirs: number, have: () => void, others: Promise<void>) =>
    lab.database.write(async (tx) => {
      await lock(tx, mine);
      have();
      await others;
      await lock(tx, theirs);
    });
  const outcomes = await Promise.allSettled([
    crossing(1, 2, first.resolve, second.promise),
    crossing(2, 1, second.resolve, first.promise),
  ]);
  const [victim] = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(errorAnswer(victim?.reason, 'req_1')).toMatchObject({ status: 503, error: { code: 'SERVICE_UNAVAILABLE' } });
});
