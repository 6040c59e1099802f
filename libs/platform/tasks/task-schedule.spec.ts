import { getQueueToken } from '@nestjs/bullmq';
import type { Queue } from 'bullmq';
import { IsString } from 'class-validator';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { runInContext } from '#platform/context/request-context.js';
import { until } from '#test/support/until.js';
import { QUEUES } from './queue-catalogue.js';
import { defineTask } from './task-definition.js';
import { InvalidScheduleError } from './task-errors.js';
import { scripted } from './testing/scripted-task.js';
import { type TaskPlace, TaskServer } from './testing/task-server.js';
import { TasksApplication } from './testing/tasks-application.js';

class Sweep {
  @IsString()
  what!: string;
}

const sweep = defineTask({ name: 'practice.sweep', label: 'Sweep', queue: QUEUES.statistics, payload: Sweep });
const script = scripted(sweep, () => undefined);
const declared = { tasks: [sweep], handlers: [script.handler] };

const EVERY_SECOND = '* * * * * *';
const DAILY = '30 3 * * *';

let server: TaskServer;
let place: TaskPlace;
let app: TasksApplication;

beforeAll(async () => {
  server = await TaskServer.start();
});
afterAll(() => server.stop());

beforeEach(async () => {
  script.runs.length = 0;
  place = await server.place();
  app = await TasksApplication.start(place, declared);
});
afterEach(() => app.stop());

const queue = () => app.nest.get<Queue>(getQueueToken('statistics'), { strict: false });
const nextRun = async (name: string) => new Date((await queue().getJobScheduler(name))?.next ?? 0);

describe('a scheduled task', () => {
  it('runs at each time, each run in a correlation of its own, for the account that it was scheduled for', async () => {
    const accountId = newId();
    await runInContext({ requestId: 'req_1', correlationId: 'correlation-1', accountId }, () =>
      app.schedule.schedule('every-second', EVERY_SECOND, sweep, { what: 'inbox' }, 'UTC'),
    );
    await until('it ran twice', () => script.runs.length >= 2);
    const [first, second] = script.runs;
    expect(first?.payload).toEqual({ what: 'inbox' });
    expect(first?.context).toMatchObject({ accountId, correlationId: first?.id, causationId: first?.id });
    expect(second?.context?.correlationId).not.toBe(first?.context?.correlationId);
  });

  it('runs once per time, however many processes declare it', async () => {
    const names = ['a', 'b', 'c', 'd'].map((letter) => `every-second-${letter}`);
    const other = await TasksApplication.start(place, declared);
    try {
      const declare =
        (name: string) =>
        ({ schedule }: TasksApplication) =>
          schedule.schedule(name, EVERY_SECOND, sweep, { what: name }, 'UTC');
      await Promise.all(names.flatMap((name) => [app, other, app, other].map(declare(name))));
      await until('each ran twice', () =>
        names.every((name) => script.runs.filter(({ payload }) => payload.what === name).length >= 2),
      );
    } finally {
      await other.stop();
    }
    const runs = script.runs.map(({ id }) => id);
    expect(new Set(runs).size).toBe(runs.length);
  });

  it('is written by one alone, so that nobody puts a time back that another has seen run', async () => {
    const other = await TasksApplication.start(place, declared);
    const queues = [app, other].map(({ nest }) => nest.get<Queue>(getQueueToken('statistics'), { strict: false }));
    const written = queues.map((each) => vi.spyOn(each, 'upsertJobScheduler'));
    try {
      const declare = (name: string) => (process: TasksApplication) =>
        process.schedule.schedule(name, DAILY, sweep, { what: name }, 'UTC');
      await Promise.all(['a', 'b', 'c', 'd'].flatMap((name) => [app, other, app, other].map(declare(name))));
      expect(written.flatMap(({ mock }) => mock.calls.map(([name]) => name)).sort()).toEqual(['a', 'b', 'c', 'd']);
    } finally {
      await other.stop();
    }
  });

  it('keeps to the clock of its time zone', async () => {
    await app.schedule.schedule('tokyo', DAILY, sweep, { what: 'night' }, 'Asia/Tokyo');
    const next = await nextRun('tokyo');
    expect(next.toISOString()).toMatch(/T18:30:00/);
    expect(next.getTime()).toBeGreaterThan(Date.now());
  });

  it('makes up for a time that passed while nothing ran, though it is declared again', async () => {
    await app.stop();
    app = await TasksApplication.start(place, { ...declared, workerClasses: [] });
    const declare = () => app.schedule.schedule('every-second', EVERY_SECOND, sweep, { what: 'inbox' }, 'UTC');
    await declare();
    const [missed] = await queue().getDelayed();
    const due = (missed?.timestamp ?? 0) + (missed?.delay ?? 0);
    await until('two times have passed', () => Date.now() > due + 1000);
    await declare();
    await app.stop();
    app = await TasksApplication.start(place, declared);
    await until('it ran', () => script.runs.length > 0);
    expect(script.runs[0]?.id).toBe(missed?.id);
  });

  it('takes over a changed time or payload', async () => {
    await app.schedule.schedule('nightly', DAILY, sweep, { what: 'night' }, 'UTC');
    await app.schedule.schedule('nightly', '0 5 * * *', sweep, { what: 'morning' }, 'UTC');
    expect((await nextRun('nightly')).toISOString()).toMatch(/T05:00:00/);
    const delayed = await queue().getDelayed();
    expect(delayed.map((job) => job.data.payload)).toEqual([{ what: 'morning' }]);
  });

  it('ends when it is unscheduled', async () => {
    await app.schedule.schedule('nightly', DAILY, sweep, { what: 'night' }, 'UTC');
    await app.schedule.unschedule('nightly', sweep);
    expect(await queue().getJobSchedulersCount()).toBe(0);
    expect(await queue().getDelayedCount()).toBe(0);
  });

  it('ends when code declares it no more, in whatever queue it was; one with a name of its own goes on', async () => {
    await app.schedule.schedule(sweep.name, DAILY, sweep, { what: 'night' }, 'UTC');
    await app.schedule.schedule('of-somebody', DAILY, sweep, { what: 'night' }, 'UTC');
    await app.schedule.keepOnly([sweep]);
    expect(await queue().getJobSchedulersCount()).toBe(2);
    const moved = { name: sweep.name, queue: QUEUES.retention };
    await Promise.all([app.schedule.keepOnly([moved]), app.schedule.keepOnly([moved])]);
    expect((await queue().getJobSchedulers()).map(({ key }) => key)).toEqual(['of-somebody']);
    expect(await queue().getDelayedCount()).toBe(1);
  });

  it.each([
    { what: 'a time that is none', name: 'x', cron: '61 * * * *', zone: 'UTC' },
    { what: 'a zone that is none', name: 'x', cron: DAILY, zone: 'Europe/Nowhere' },
    { what: 'a name with a colon', name: 'a:b', cron: DAILY, zone: 'UTC' },
  ])('is refused with $what', async ({ name, cron, zone }) => {
    await expect(app.schedule.schedule(name, cron, sweep, { what: 'x' }, zone)).rejects.toThrow(InvalidScheduleError);
  });
});
