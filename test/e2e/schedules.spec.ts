import { getQueueToken } from '@nestjs/bullmq';
import type { Queue } from 'bullmq';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contexts } from '#apps/contexts.js';
import { forgetEndedSignIns } from '#identity/tasks/forget-ended-sign-ins.task.js';
import { manifestOf } from '#platform/composition/bounded-context.js';
import { Schedules } from '#platform/composition/schedules.js';
import { TaskClient } from '#platform/tasks/task-client.js';
import { type Practice, practice } from '#test/support/practice.js';

let clinic: Practice;

beforeAll(async () => {
  clinic = await practice();
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

it('keeps every recurring task that a context declares in its queue', async () => {
  const declared = contexts.flatMap((context) => manifestOf(context).schedules ?? []);
  expect(declared.map(({ task }) => task.name)).toContain('identity.forget-ended-sign-ins');
  for (const { task, cron } of declared) {
    const queue = clinic.app.get<Queue>(getQueueToken(task.queue.name), { strict: false });
    expect(await queue.getJobScheduler(task.name)).toMatchObject({ name: task.name, pattern: cron, tz: 'UTC' });
  }
});

it('takes out what an earlier version declared, at the next start', async () => {
  const { queue } = forgetEndedSignIns;
  const inQueue = clinic.app.get<Queue>(getQueueToken(queue.name), { strict: false });
  const before = await inQueue.getJobSchedulersCount();
  await inQueue.upsertJobScheduler('identity.gone', { pattern: '0 3 * * *' }, { name: 'identity.gone' });
  await clinic.app.get(Schedules).onApplicationBootstrap();
  expect(await inQueue.getJobScheduler('identity.gone')).toBeUndefined();
  expect(await inQueue.getJobSchedulersCount()).toBe(before);
});

it('forgets ended sign-ins with the rights that workers have', async () => {
  const lena = await clinic.as('lena');
  await lena.post('/api/v1/auth/logout');
  await clinic.owner.query(
    `update identity.sign_in set ended_at = now() - interval '2 days' where user_id = $1 and ended_at is not null`,
    [clinic.id('lena')],
  );
  expect(await clinic.app.get(TaskClient).runAndWait(forgetEndedSignIns, {}, 15_000)).toEqual({ forgotten: 1 });
  const { rowCount } = await clinic.owner.query('select from platform.cutoff');
  expect(rowCount).toBe(0);
});
