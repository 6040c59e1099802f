import { Worker } from 'bullmq';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { runInContext } from '#platform/context/request-context.js';
import { until } from '#test/support/until.js';
import { defineQueue, QUEUES } from './queue-catalogue.js';
import { defineTask } from './task-definition.js';
import { TaskCancelledError, TaskHandedBackError } from './task-errors.js';
import type { TaskProgress } from './task-signals.js';
import type { TaskStore } from './task-store.js';
import { TASK_STORE } from './tasks.module.js';
import { scripted } from './testing/scripted-task.js';
import { type TaskPlace, TaskServer } from './testing/task-server.js';
import { TasksApplication } from './testing/tasks-application.js';

const exportsOfAccount = defineQueue('account_exports', { workerClass: 'D' });
const fast = defineTask({ name: 'practice.fast', label: 'Fast', queue: QUEUES.eventsFast });
const heavy = defineTask({ name: 'practice.heavy', label: 'Heavy', queue: exportsOfAccount });
const running = { fast: scripted(fast, () => undefined), heavy: scripted(heavy, () => undefined) };
const declared = {
  tasks: [fast, heavy],
  queues: [exportsOfAccount],
  handlers: [running.fast.handler, running.heavy.handler],
};

let server: TaskServer;
let place: TaskPlace;
let started: TasksApplication[] = [];

beforeAll(async () => {
  server = await TaskServer.start();
});
afterAll(() => server.stop());

beforeEach(async () => {
  for (const script of Object.values(running)) {
    script.runs.length = 0;
    script.behave = () => undefined;
  }
  place = await server.place();
});
afterEach(async () => {
  await Promise.all(started.map((app) => app.stop()));
  started = [];
});

async function start(options: Parameters<typeof TasksApplication.start>[1] = {}): Promise<TasksApplication> {
  const app = await TasksApplication.start(place, { ...declared, ...options });
  started.push(app);
  return app;
}

async function stop(app: TasksApplication): Promise<void> {
  started = started.filter((other) => other !== app);
  await app.stop();
}

const ran = (script: keyof typeof running, count = 1) => until('it ran', () => running[script].runs.length >= count);
const state = async (app: TasksApplication, queue: string) =>
  (await app.board.overview()).find(({ name }) => name === queue);

describe('worker classes', () => {
  it('work for their own queues only', async () => {
    const app = await start({ workerClasses: ['A'] });
    await app.client.enqueue(heavy, {});
    await app.client.enqueue(fast, {});
    await ran('fast');
    await app.client.runAndWait(fast, {}, 5000);
    expect(running.heavy.runs).toEqual([]);
    expect(await state(app, 'account_exports')).toMatchObject({ waiting: 1, workerClass: 'D' });
    await start({ workerClasses: ['D', 'E'] });
    await ran('heavy');
  });

  it('run as many at once as their class allows, and no more', async () => {
    const release = Promise.withResolvers<void>();
    let atOnce = 0;
    let most = 0;
    running.heavy.behave = async () => {
      most = Math.max(most, ++atOnce);
      await release.promise;
      atOnce--;
    };
    const app = await start({ concurrency: { D: 3 } });
    await app.client.enqueueBulk(heavy, Array(8).fill({ payload: {} }));
    await ran('heavy', 3);
    await app.client.runAndWait(fast, {}, 5000);
    release.resolve();
    await ran('heavy', 8);
    expect(most).toBe(3);
  });

  it('are not needed to enqueue', async () => {
    const app = await start({ workerClasses: [] });
    await app.client.enqueue(fast, {});
    expect(await state(app, 'events_fast')).toMatchObject({ waiting: 1 });
  });
});

describe('a worker that is shut down', () => {
  it('lets what runs finish', async () => {
    const app = await start({ shutdownWait: 5000 });
    const release = Promise.withResolvers<void>();
    running.heavy.behave = () => release.promise;
    await app.client.enqueue(heavy, {}, { id: 'export' });
    await ran('heavy');
    const stopping = stop(app);
    release.resolve();
    await stopping;
    expect(await state(await start({ workerClasses: [] }), 'account_exports')).toMatchObject({
      finished: 1,
      active: 0,
    });
  });

  it('fetches nothing more, and hands back what does not finish, without using up a try', async () => {
    const app = await start({ concurrency: { D: 1 }, shutdownWait: 100 });
    const reasons: unknown[] = [];
    running.heavy.behave = async (_payload, run) => {
      run.signal.addEventListener('abort', () => reasons.push(run.signal.reason));
      await new Promise(() => undefined);
    };
    await app.client.enqueue(heavy, {}, { id: 'long' });
    await app.client.enqueue(heavy, {}, { id: 'next' });
    await ran('heavy');
    const before = Date.now();
    await stop(app);
    expect(Date.now() - before).toBeLessThan(3000);
    expect(reasons).toEqual([expect.any(TaskHandedBackError)]);
    expect(running.heavy.runs.map(({ id }) => id)).toEqual(['long']);

    running.heavy.behave = () => undefined;
    await start();
    await ran('heavy', 3);
    const again = running.heavy.runs.slice(1).map(({ id, attempt }) => ({ id, attempt }));
    expect(again).toEqual(
      expect.arrayContaining([
        { id: 'long', attempt: 1 },
        { id: 'next', attempt: 1 },
      ]),
    );
  });
});

describe('a worker that dies', () => {
  it('is noticed, and its task is taken over', async () => {
    const app = await start({ workerClasses: [] });
    const store = app.nest.get<TaskStore>(TASK_STORE);
    await app.client.enqueue(heavy, {}, { id: 'orphan' });
    // Takes the task and gives no further sign of life: what a killed process leaves behind.
    const dead = new Worker('account_exports', () => new Promise(() => undefined), {
      connection: store.consumers,
      prefix: store.prefix,
      lockDuration: 200,
      skipLockRenewal: true,
      skipStalledCheck: true,
    });
    try {
      await until('it was taken', async () => (await state(app, 'account_exports'))?.active === 1);
      await start({ lockDuration: 1000, stalledInterval: 300 });
      await ran('heavy');
      expect(running.heavy.runs).toMatchObject([{ id: 'orphan', attempt: 1 }]);
    } finally {
      await dead.close(true);
    }
  });
});

describe('cancelling', () => {
  it('takes a waiting task back', async () => {
    const app = await start({ workerClasses: ['A'] });
    const task = await app.client.enqueue(heavy, {});
    expect(await app.client.cancel(task)).toBe('removed');
    expect(await app.client.cancel(task)).toBe('unknown');
    expect(await state(app, 'account_exports')).toMatchObject({ waiting: 0 });
  });

  it('stops a running one, in whichever process it runs', async () => {
    const reasons: unknown[] = [];
    running.heavy.behave = async (_payload, run) => {
      run.signal.addEventListener('abort', () => reasons.push(run.signal.reason));
      await new Promise(() => undefined);
    };
    await start();
    const elsewhere = await start({ workerClasses: [] });
    const task = await elsewhere.client.enqueue(heavy, {});
    await ran('heavy');
    expect(await elsewhere.client.cancel(task)).toBe('requested');
    const [cancelled] = await until('it ended', async () => {
      const parked = await elsewhere.board.parked('account_exports', { offset: 0, limit: 1 });
      return parked.length > 0 && parked;
    });
    expect(cancelled).toMatchObject({ id: task.id, tries: 1, reason: 'Task "practice.heavy" was cancelled.' });
    expect(reasons).toEqual([expect.any(TaskCancelledError)]);
    expect(await elsewhere.client.cancel(task)).toBe('finished');
  });
});

describe('tasks of one id in two queues', () => {
  it('have nothing to do with each other', async () => {
    const release = Promise.withResolvers<void>();
    running.heavy.behave = async () => new Promise(() => undefined);
    running.fast.behave = () => release.promise;
    const app = await start();
    const doomed = await app.client.enqueue(heavy, {}, { id: 'twin' });
    const other = app.client.runAndWait(fast, {}, 5000, { id: 'twin' });
    await Promise.all([ran('heavy'), ran('fast')]);
    await app.client.cancel(doomed);
    await until('it ended', async () => (await state(app, 'account_exports'))?.parked === 1);
    release.resolve();
    await other;
  });
});

describe('progress', () => {
  const step = (percent: number): TaskProgress & { kind: 'progress' } => ({
    kind: 'progress',
    taskId: 'x',
    name: 'x',
    percent,
    etaSeconds: 1,
    state: 'running',
  });
  const say = (app: TasksApplication, percent: number) =>
    app.nest.get<TaskStore>(TASK_STORE).signals.publish(step(percent));

  /** All that is told from now on. */
  async function listen(app: TasksApplication): Promise<TaskProgress[]> {
    const told: TaskProgress[] = [];
    app.progress.subscribe((progress) => told.push(progress));
    // Whoever has heard from one task listens already.
    await until('it listens', async () => {
      await say(app, 1);
      return told.length > 0;
    });
    // One that was asked for twice may still be on its way.
    await say(app, 2);
    await until('it heard the last', () => told.at(-1)?.percent === 2);
    told.length = 0;
    return told;
  }

  it('is told live to every process, with whom it concerns', async () => {
    const accountId = newId();
    const release = Promise.withResolvers<void>();
    running.heavy.behave = async (_payload, run) => {
      run.progress(25);
      // Too soon after the first to be told.
      run.progress(26);
      await release.promise;
      run.progress(100);
    };
    await start();
    const elsewhere = await start({ workerClasses: [] });
    const told = await listen(elsewhere);
    const context = { requestId: 'req_1', correlationId: 'c', accountId };
    const { id } = await runInContext(context, () => elsewhere.client.enqueue(heavy, {}));
    await until('it is on its way', () => told.some(({ taskId, percent }) => taskId === id && percent === 25));
    release.resolve();
    await until('it is done', () => told.some(({ state }) => state === 'completed'));
    const steps = told.filter(({ taskId }) => taskId === id);
    expect(steps.map(({ percent }) => percent)).not.toContain(26);
    expect(steps.at(-1)).toMatchObject({ name: 'practice.heavy', percent: 100, state: 'completed', accountId });
  });

  it('arrives in the order in which it was told, so that nothing runs after its end', async () => {
    const app = await start({ workerClasses: [] });
    const told = await listen(await start({ workerClasses: [] }));
    const steps = Array.from({ length: 99 }, (_, at) => at + 1);
    const lots = [steps.slice(0, 1), steps.slice(1, 33), steps.slice(33, 66), steps.slice(66)];
    for (const lot of lots) {
      const sent = lot.map((percent) => say(app, percent));
      await sent[0];
    }
    await until('all was heard', () => told.length === steps.length);
    expect(told.map(({ percent }) => percent)).toEqual(steps);
  });

  it('ends with the task, though its handler goes on', async () => {
    const cancelled = Promise.withResolvers<void>();
    const wentOn = Promise.withResolvers<void>();
    running.heavy.behave = async (_payload, run) => {
      run.progress(25);
      await cancelled.promise;
      run.progress(100);
      wentOn.resolve();
    };
    const app = await start();
    const told = await listen(await start({ workerClasses: [] }));
    const task = await app.client.enqueue(heavy, {});
    await until('it is on its way', () => told.some(({ taskId }) => taskId === task.id));
    await app.client.cancel(task);
    await until('it ended', () => told.some(({ state }) => state === 'cancelled'));
    cancelled.resolve();
    await wentOn.promise;
    await say(app, 3);
    await until('what came later was heard', () => told.at(-1)?.percent === 3);
    expect(told.map(({ percent, state }) => ({ percent, state }))).toEqual([
      { percent: 25, state: 'running' },
      { percent: 25, state: 'cancelled' },
      { percent: 3, state: 'running' },
    ]);
  });
});
