import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineQueue, QUEUES, STANDARD_QUEUES } from './queue-catalogue.js';
import { defineTask, InvalidTaskDefinitionError, NoPayload } from './task-definition.js';
import { scripted } from './testing/scripted-task.js';
import { type TaskPlace, TaskServer } from './testing/task-server.js';
import { TasksApplication } from './testing/tasks-application.js';

class Letter {}

const post = defineTask({
  name: 'practice.post',
  label: 'Post a letter',
  queue: QUEUES.mailing,
  payload: Letter,
  timeLimit: 5000,
  retry: { tries: 5 },
});
const posting = scripted(post, () => undefined);

let server: TaskServer;
let place: TaskPlace;

beforeAll(async () => {
  server = await TaskServer.start();
  place = await server.place();
});
afterAll(() => server.stop());

type Declared = Parameters<typeof TasksApplication.start>[1];
const start = (declared: Declared) => TasksApplication.start(place, declared);

describe('the catalogue', () => {
  it('has the standard queues in their classes', () => {
    const byClass = Object.groupBy(STANDARD_QUEUES, ({ workerClass }) => workerClass);
    const names = Object.fromEntries(Object.entries(byClass).map(([key, queues]) => [key, queues.map((q) => q.name)]));
    expect(names).toEqual({
      A: ['events_fast'],
      B: ['documents', 'metadata', 'notifications'],
      C: ['mailing', 'events_slow', 'retention'],
      D: ['converter', 'ocr', 'exports'],
      E: ['search', 'statistics'],
    });
  });
});

describe('start-up is refused', () => {
  const handlers = [posting.handler];
  const lost = defineQueue('lost', { workerClass: 'B' });
  const classless = defineQueue('classless', {} as { workerClass: 'A' });
  const named = (queue = QUEUES.mailing as typeof lost) => defineTask({ name: 'practice.post', label: 'Other', queue });
  const queueless = defineTask({
    name: 'practice.post',
    label: 'No queue',
    queue: undefined as unknown as typeof lost,
  });

  const violations: { what: string; declared: Declared; says: RegExp }[] = [
    {
      what: 'when a task type has no queue',
      declared: { tasks: [queueless], handlers: [scripted(queueless, () => undefined).handler] },
      says: /"practice\.post" has no queue\. Give it one/,
    },
    {
      what: 'when a task type is for a queue that nobody has declared',
      declared: { tasks: [named(lost)] },
      says: /"practice\.post" is for queue "lost", which nobody has declared.*forFeature/,
    },
    {
      what: 'when a queue has no class',
      declared: { queues: [classless] },
      says: /Queue "classless" has no worker class.*A, B, C, D, E/,
    },
    {
      what: 'when two queues have one name',
      declared: { queues: [defineQueue('mailing', { workerClass: 'E' })] },
      says: /Queue "mailing" is declared twice/,
    },
    {
      what: 'when two task types have one name',
      declared: { tasks: [post, named()], handlers },
      says: /"practice\.post" is declared twice.*rename/,
    },
    {
      what: 'when a handler is for a task type that no module has declared',
      declared: { handlers },
      says: /Scripted handles task type "practice\.post", which no module has declared.*forFeature/,
    },
    {
      what: 'when a task type has no handler',
      declared: { tasks: [post] },
      says: /"practice\.post" has no handler.*@HandlesTask/,
    },
    {
      what: 'when a task type has two handlers',
      declared: { tasks: [post], handlers: [posting.handler, scripted(post, () => undefined).handler] },
      says: /"practice\.post" is handled by both Scripted and Scripted/,
    },
  ];

  it.each(violations)('$what', async ({ declared, says }) => {
    await expect(start(declared)).rejects.toThrow(says);
  });
});

describe('a task type', () => {
  const declare = (options: object) => () =>
    defineTask({ name: 'practice.post', label: 'Post', queue: QUEUES.mailing, ...options });

  it.each([
    { what: 'a name that is none', options: { name: 'SendMail' }, says: /"SendMail".*must look like/ },
    { what: 'a time limit that never ends', options: { timeLimit: 0 }, says: /timeLimit/ },
    { what: 'a time limit beyond what a timer can', options: { timeLimit: 2 ** 31 }, says: /timeLimit/ },
    { what: 'no tries', options: { retry: { tries: 0 } }, says: /tries/ },
    { what: 'a negative wait', options: { retry: { firstDelay: -1 } }, says: /negative/ },
  ])('is refused with $what', ({ options, says }) => {
    expect(declare(options)).toThrow(InvalidTaskDefinitionError);
    expect(declare(options)).toThrow(says);
  });

  it('has sensible defaults', () => {
    expect(declare({})()).toMatchObject({
      payload: NoPayload,
      timeLimit: 30_000,
      retry: { tries: 3, firstDelay: 1000, longestDelay: 600_000 },
    });
  });
});
