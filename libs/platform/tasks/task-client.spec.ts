import { IsInt, IsUUID } from 'class-validator';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { type RequestContext, runInContext } from '#platform/context/request-context.js';
import { until } from '#test/support/until.js';
import { defineQueue, QUEUES } from './queue-catalogue.js';
import { UnknownTaskTypeError } from './task-catalogue-errors.js';
import { defineTask } from './task-definition.js';
import {
  FatalTaskError,
  InvalidTaskIdError,
  InvalidTaskPayloadError,
  TaskFailedError,
  TaskWaitTimeoutError,
} from './task-errors.js';
import { scripted } from './testing/scripted-task.js';
import { TaskServer } from './testing/task-server.js';
import { TasksApplication } from './testing/tasks-application.js';

class Reminder {
  @IsUUID()
  sessionId!: string;

  @IsInt()
  hours!: number;
}

/** One at a time, so that order can be seen. */
const letters = defineQueue('letters', { workerClass: 'E' });

const remind = defineTask({
  name: 'practice.remind',
  label: 'Remind of a session',
  queue: letters,
  payload: Reminder,
}).returning<{ sent: number }>();

const undeclared = defineTask({ name: 'practice.undeclared', label: 'Known to no module', queue: QUEUES.mailing });

const sends = async ({ hours }: Reminder) => ({ sent: hours });
const script = scripted(remind, sends);

let server: TaskServer;
let app: TasksApplication;

beforeAll(async () => {
  server = await TaskServer.start();
});
afterAll(() => server.stop());

beforeEach(async () => {
  script.runs.length = 0;
  script.behave = sends;
  app = await TasksApplication.start(await server.place(), {
    tasks: [remind],
    queues: [letters],
    handlers: [script.handler],
  });
});
afterEach(() => app.stop());

const reminder = (hours = 24): Reminder => ({ sessionId: newId(), hours });
const runs = (count: number) => until(`${count} runs`, () => script.runs.length >= count);
const hours = () => script.runs.map(({ payload }) => payload.hours);

/** All tasks that were enqueued before have had their turn when this one has had its. */
const settled = () => app.client.runAndWait(remind, reminder(-1), 10_000, { priority: 2_000_000 });

/** Lets the one worker hang until the returned function is called. */
async function blocked(): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const usual = script.behave;
  script.behave = async (payload, run) => {
    if (payload.hours === 0) await promise;
    return usual(payload, run);
  };
  await app.client.enqueue(remind, reminder(0));
  await runs(1);
  return resolve;
}

describe('enqueueing a task', () => {
  it('runs it with the payload as it was given', async () => {
    const payload = reminder();
    const handle = await app.client.enqueue(remind, payload);
    await runs(1);
    expect(script.runs[0]).toMatchObject({ payload, id: handle.id });
    expect(handle).toMatchObject({ name: 'practice.remind', queue: 'letters' });
  });

  it('drops a second one with the same id, while the first waits and after it has finished', async () => {
    const release = await blocked();
    await app.client.enqueue(remind, reminder(1), { id: 'event-7:remind' });
    await app.client.enqueue(remind, reminder(2), { id: 'event-7:remind' });
    release();
    await settled();
    await app.client.enqueue(remind, reminder(3), { id: 'event-7:remind' });
    await settled();
    expect(hours()).toEqual([0, 1, -1, -1]);
  });

  it('keeps ids apart that differ only in what BullMQ does not take', async () => {
    await app.client.enqueue(remind, reminder(1), { id: 'a:b' });
    await app.client.enqueue(remind, reminder(2), { id: 'a%3Ab' });
    await app.client.enqueue(remind, reminder(3), { id: 'a%b' });
    await settled();
    expect(hours()).toEqual([1, 2, 3, -1]);
  });

  it.each([
    { what: 'an empty id', id: '' },
    { what: 'a mere number as id', id: '42' },
    { what: 'an id beyond measure', id: 'x'.repeat(501) },
  ])('refuses $what', async ({ id }) => {
    await expect(app.client.enqueue(remind, reminder(), { id })).rejects.toThrow(InvalidTaskIdError);
  });

  it('runs a delayed one when its time has come, not before', async () => {
    const askedAt = Date.now();
    let ranAt = 0;
    script.behave = async () => {
      ranAt = Date.now();
      return { sent: 1 };
    };
    await app.client.enqueue(remind, reminder(), { delay: 400 });
    await runs(1);
    expect(ranAt - askedAt).toBeGreaterThanOrEqual(395);
    expect(ranAt - askedAt).toBeLessThan(3000);
  });

  it('lets urgent ones go first', async () => {
    const release = await blocked();
    await app.client.enqueue(remind, reminder(3), { priority: 9 });
    await app.client.enqueue(remind, reminder(2), { priority: 1 });
    await app.client.enqueue(remind, reminder(1));
    release();
    await settled();
    expect(hours()).toEqual([0, 1, 2, 3, -1]);
  });

  it('refuses a payload that its handler could not use', async () => {
    const refused = (payload: object) => app.client.enqueue(remind, payload as Reminder);
    await expect(refused({ sessionId: 'no uuid', hours: 1 })).rejects.toThrow(
      /practice\.remind.*sessionId must be a UUID/,
    );
    await expect(refused({ ...reminder(), hours: new Date() })).rejects.toThrow(InvalidTaskPayloadError);
    await expect(refused({ ...reminder(), more: 1 })).rejects.toThrow(/more should not exist/);
    await expect(refused([])).rejects.toThrow(/must be an object/);
    await expect(
      app.client.enqueueBulk(remind, [{ payload: reminder() }, { payload: {} as Reminder }]),
    ).rejects.toThrow(InvalidTaskPayloadError);
  });

  it('refuses a task type that no module has declared', async () => {
    await expect(app.client.enqueue(undeclared, {})).rejects.toThrow(UnknownTaskTypeError);
  });

  it('takes many at once, in order', async () => {
    const tasks = Array.from({ length: 30 }, (_, index) => ({ payload: reminder(index), id: `bulk-${index}` }));
    const handles = await app.client.enqueueBulk(remind, [...tasks, ...tasks.slice(0, 3)]);
    expect(handles[3]?.id).toBe('bulk-3');
    await settled();
    expect(hours()).toEqual([...tasks.keys(), -1]);
  });
});

describe('coalescing tasks', () => {
  it('merges those that wait', async () => {
    const release = await blocked();
    for (const hour of [1, 2, 3]) await app.client.enqueue(remind, reminder(hour), { coalesce: 'document 7' });
    await app.client.enqueue(remind, reminder(9), { coalesce: 'document 8' });
    release();
    await settled();
    expect(hours()).toEqual([0, 1, 9, -1]);
  });

  it('runs exactly once more, with the newest payload, what came while it ran', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    script.behave = async (payload) => {
      if (payload.hours === 1) await promise;
      return { sent: 1 };
    };
    await app.client.enqueue(remind, reminder(1), { coalesce: 'document 7' });
    await runs(1);
    for (const hour of [2, 3]) await app.client.enqueue(remind, reminder(hour), { coalesce: 'document 7' });
    resolve();
    await runs(2);
    await settled();
    expect(hours()).toEqual([1, 3, -1]);
  });
});

describe('the context of a task', () => {
  const accountId = newId();
  const context: RequestContext = {
    requestId: 'req_1',
    correlationId: 'correlation-1',
    causationId: 'event-1',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    accountId,
    siteId: newId(),
    sectorId: newId(),
    actor: { userId: newId(), accountId, roles: ['therapist'], signInId: newId(), issuedAt: 1 },
  };

  it('is that of its cause, with the task as the cause of what follows, and without the credential', async () => {
    const { id } = await runInContext(context, () => app.client.enqueue(remind, reminder()));
    await runs(1);
    const { userId, roles } = context.actor as NonNullable<RequestContext['actor']>;
    expect(script.runs[0]?.context).toEqual({ ...context, causationId: id, actor: { userId, accountId, roles } });
  });

  it('reaches the tasks that the task enqueues', async () => {
    script.behave = async (payload) => {
      if (payload.hours > 0) await app.client.enqueue(remind, reminder(payload.hours - 1));
      return { sent: 1 };
    };
    await runInContext(context, () => app.client.enqueue(remind, reminder(2)));
    await runs(3);
    expect(script.runs.map((run) => run.context?.correlationId)).toEqual(Array(3).fill('correlation-1'));
    expect(script.runs.map((run) => run.context?.accountId)).toEqual(Array(3).fill(accountId));
  });

  it('has no tenant when the cause had none', async () => {
    await app.client.enqueue(remind, reminder());
    await runs(1);
    expect(script.runs[0]?.context).toMatchObject({
      causationId: script.runs[0]?.id,
      correlationId: expect.any(String),
    });
    expect(script.runs[0]?.context?.accountId).toBeUndefined();
  });
});

describe('running a task and waiting for it', () => {
  it('gives what the handler returned', async () => {
    expect(await app.client.runAndWait(remind, reminder(3), 5000)).toEqual({ sent: 3 });
  });

  it('serves everybody who waits for the same task', async () => {
    const waiting = [1, 2, 3].map((hour) => app.client.runAndWait(remind, reminder(hour), 5000, { id: 'once' }));
    const results = await Promise.all(waiting);
    expect(new Set(results.map(({ sent }) => sent)).size).toBe(1);
    expect(script.runs).toHaveLength(1);
  });

  it('fails when the task is parked', async () => {
    script.behave = () => Promise.reject(new FatalTaskError('no such session'));
    const outcome = app.client.runAndWait(remind, reminder(), 5000);
    await expect(outcome).rejects.toThrow(TaskFailedError);
    await expect(outcome).rejects.toThrow(/practice\.remind.*no such session/);
  });

  it('gives up in time, and leaves the task alone', async () => {
    const release = await blocked();
    await expect(app.client.runAndWait(remind, reminder(5), 100)).rejects.toThrow(TaskWaitTimeoutError);
    release();
    await settled();
    expect(hours()).toEqual([0, 5, -1]);
  });
});
