import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '#test/support/until.js';
import { QUEUES } from './queue-catalogue.js';
import { DEFAULT_RETRY, taskRetryDelay } from './retry-policy.js';
import { defineTask } from './task-definition.js';
import { FatalTaskError, RetryableTaskError, TaskTimeLimitError } from './task-errors.js';
import type { TaskHandle } from './task-job.js';
import { scripted } from './testing/scripted-task.js';
import { TaskServer } from './testing/task-server.js';
import { TasksApplication } from './testing/tasks-application.js';

const convert = defineTask({
  name: 'practice.convert',
  label: 'Convert a document',
  queue: QUEUES.converter,
  timeLimit: 300,
  retry: { firstDelay: 40, longestDelay: 60 },
});
const script = scripted(convert, () => undefined);

let server: TaskServer;
let app: TasksApplication;

beforeAll(async () => {
  server = await TaskServer.start();
});
afterAll(() => server.stop());

beforeEach(async () => {
  script.runs.length = 0;
  app = await TasksApplication.start(await server.place(), { tasks: [convert], handlers: [script.handler] });
});
afterEach(() => app.stop());

const parkedTasks = () => app.board.parked('converter', { offset: 0, limit: 10 });
const parked = (task: TaskHandle) =>
  until('the task is parked', async () => (await parkedTasks()).find(({ id }) => id === task.id));
const metric = async (name: string) => {
  const { values } = (await app.metrics.getSingleMetric(name)?.get()) ?? { values: [] };
  return values.find(({ labels }) => labels.task === 'practice.convert')?.value ?? 0;
};

describe('a task that fails', () => {
  it('is tried three times with growing waits, then parked for the operators', async () => {
    script.behave = () => {
      throw new Error('disk full');
    };
    const task = await app.client.enqueue(convert, {});
    expect(await parked(task)).toMatchObject({ name: 'practice.convert', tries: 3, reason: 'disk full' });
    expect(script.runs.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    const [first, second, third] = script.runs.map(({ at }) => at) as [number, number, number];
    expect(second - first).toBeGreaterThanOrEqual(20);
    expect(third - second).toBeGreaterThanOrEqual(30);
  });

  it('has succeeded when a later try does', async () => {
    const before = await metric('praxis_task_done_total');
    script.behave = (_payload, run) => {
      if (run.attempt < 3) throw new RetryableTaskError('not yet');
    };
    await app.client.runAndWait(convert, {}, 5000);
    expect(script.runs).toHaveLength(3);
    expect(await parkedTasks()).toEqual([]);
    expect(await metric('praxis_task_done_total')).toBe(before + 1);
  });

  it('is parked at once when trying again cannot help', async () => {
    const [failed, given] = [await metric('praxis_task_failed_total'), await metric('praxis_task_parked_total')];
    script.behave = () => {
      throw new FatalTaskError('not a document');
    };
    const task = await app.client.enqueue(convert, {});
    expect(await parked(task)).toMatchObject({ tries: 1, reason: 'not a document' });
    expect(script.runs).toHaveLength(1);
    expect(await metric('praxis_task_failed_total')).toBe(failed);
    expect(await metric('praxis_task_parked_total')).toBe(given + 1);
  });

  it('may say itself when to come again', async () => {
    script.behave = (_payload, run) => {
      if (run.attempt === 1) throw new RetryableTaskError('busy', { retryAfter: 5 });
    };
    await app.client.runAndWait(convert, {}, 5000);
    expect(script.runs).toHaveLength(2);
  });

  it('is understood even when it throws what is no error', async () => {
    script.behave = () => Promise.reject('just words');
    expect(await parked(await app.client.enqueue(convert, {}))).toMatchObject({ reason: 'just words' });
  });
});

describe('a task that takes too long', () => {
  it('is told so, is tried again, and does not hold up its worker', async () => {
    const reasons: unknown[] = [];
    script.behave = async (_payload, run) => {
      if (run.attempt > 1) return;
      run.signal.addEventListener('abort', () => reasons.push(run.signal.reason));
      await new Promise(() => undefined);
    };
    await app.client.runAndWait(convert, {}, 5000);
    expect(script.runs.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(reasons).toEqual([expect.any(TaskTimeLimitError)]);
  });
});

describe('a parked task', () => {
  it('can be replayed, with all its tries, once what was wrong is right', async () => {
    script.behave = () => {
      throw new FatalTaskError('no font');
    };
    const task = await app.client.enqueue(convert, {});
    await parked(task);
    script.behave = (_payload, run) => {
      if (run.attempt < 3) throw new Error('still no font');
    };
    expect(await app.board.replay(task)).toBe(true);
    await until('it has run', () => script.runs.length === 4);
    await until('nothing is parked', async () => (await parkedTasks()).length === 0);
    expect(await app.board.replay(task)).toBe(false);
  });

  it('can be discarded', async () => {
    script.behave = () => {
      throw new FatalTaskError('no font');
    };
    const task = await app.client.enqueue(convert, {});
    await parked(task);
    expect(await app.board.discard(task)).toBe(true);
    expect(await parkedTasks()).toEqual([]);
  });
});

describe('the wait between tries', () => {
  it('doubles from try to try up to ten minutes, shortened at random by up to half', () => {
    for (let attempt = 1; attempt < 15; attempt++) {
      const longest = Math.min(1000 * 2 ** (attempt - 1), 600_000);
      const delays = Array.from({ length: 100 }, () => taskRetryDelay(DEFAULT_RETRY, attempt));
      expect(Math.max(...delays)).toBeLessThanOrEqual(longest);
      expect(Math.min(...delays)).toBeGreaterThanOrEqual(longest / 2);
      expect(new Set(delays).size).toBeGreaterThan(10);
    }
  });

  it('is what the error asks for, within the cap', () => {
    expect(taskRetryDelay(DEFAULT_RETRY, 1, new RetryableTaskError('', { retryAfter: 7000 }))).toBe(7000);
    expect(taskRetryDelay(DEFAULT_RETRY, 1, new RetryableTaskError('', { retryAfter: 1e9 }))).toBe(600_000);
  });
});
