import { IsArray, IsInt, IsUUID } from 'class-validator';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { runInContext } from '#platform/context/request-context.js';
import { until } from '#test/support/until.js';
import { QUEUES } from './queue-catalogue.js';
import { defineTask, NoPayload } from './task-definition.js';
import { FatalTaskError, InvalidTaskFlowError, InvalidTaskPayloadError } from './task-errors.js';
import { step } from './task-flow.js';
import { scripted } from './testing/scripted-task.js';
import { TaskServer } from './testing/task-server.js';
import { TasksApplication } from './testing/tasks-application.js';

class DocumentRef {
  @IsUUID()
  documentId!: string;
}

class Pages extends DocumentRef {
  @IsInt()
  pages!: number;
}

class PageCounts extends DocumentRef {
  @IsArray()
  results!: ({ pages: number } | null)[];
}

const countPages = defineTask({
  name: 'practice.count-pages',
  label: 'Count pages',
  queue: QUEUES.converter,
  payload: DocumentRef,
}).returning<{ pages: number } | null>();
const index = defineTask({ name: 'practice.index', label: 'Index', queue: QUEUES.search, payload: Pages });
const total = defineTask({
  name: 'practice.total',
  label: 'Add up pages',
  queue: QUEUES.statistics,
  payload: PageCounts,
}).returning<number>();
const nothing = defineTask({ name: 'practice.nothing', label: 'Nothing', queue: QUEUES.search, payload: NoPayload });

const counting = scripted(countPages, () => ({ pages: 12 }));
const indexing = scripted(index, () => undefined);
const totalling = scripted(total, () => 0);
const doing = scripted(nothing, () => undefined);
const scripts = [counting, indexing, totalling, doing];

let server: TaskServer;
let app: TasksApplication;

beforeAll(async () => {
  server = await TaskServer.start();
});
afterAll(() => server.stop());

beforeEach(async () => {
  for (const script of scripts) script.runs.length = 0;
  counting.behave = () => ({ pages: 12 });
  app = await TasksApplication.start(await server.place(), {
    tasks: scripts.map(({ task }) => task as never),
    handlers: scripts.map(({ handler }) => handler),
  });
});
afterEach(() => app.stop());

const documentId = newId();
const ran = ({ runs }: (typeof scripts)[number], count = 1) => until('it ran', () => runs.length === count);
const parkedIn = (queue: string) =>
  until('it is parked', async () => (await app.board.parked(queue, { offset: 0, limit: 1 }))[0]);
const stateOf = async (queue: string) => (await app.board.overview()).find(({ name }) => name === queue);

describe('a chain', () => {
  const chain = [step(countPages, { documentId }), step(index, { documentId })];

  it('feeds the result of one task to the next', async () => {
    await app.client.chain(chain);
    await ran(indexing);
    expect(indexing.runs[0]?.payload).toEqual({ documentId, pages: 12 });
  });

  it('runs wholly in the context of its cause', async () => {
    const context = { requestId: 'req_1', correlationId: 'correlation-1', accountId: newId() };
    await runInContext(context, () => app.client.chain(chain));
    await ran(indexing);
    expect(counting.runs[0]?.context).toMatchObject({ ...context, causationId: counting.runs[0]?.id });
    expect(indexing.runs[0]?.context).toMatchObject({ ...context, causationId: indexing.runs[0]?.id });
  });

  it('stops at a parked link, and goes on when that is replayed', async () => {
    counting.behave = () => {
      throw new FatalTaskError('unreadable');
    };
    await app.client.chain(chain, { id: 'upload-7' });
    const parked = await parkedIn('converter');
    expect(parked.id).toBe('upload-7.1');
    expect(await stateOf('search')).toMatchObject({ blocked: 1 });
    counting.behave = () => ({ pages: 3 });
    await app.board.replay(parked);
    await ran(indexing);
    expect(indexing.runs[0]).toMatchObject({ payload: { documentId, pages: 3 }, id: 'upload-7' });
  });

  it('parks a link that the results before it do not suffice for', async () => {
    counting.behave = () => null;
    await app.client.chain(chain);
    const parked = await parkedIn('search');
    expect(parked).toMatchObject({ name: 'practice.index', tries: 1 });
    expect(parked.reason).toMatch(/pages must be an integer/);
    expect(indexing.runs).toEqual([]);
  });

  it('runs once, however often it is enqueued under one id', async () => {
    await Promise.all([1, 2, 3].map(() => app.client.chain(chain, { id: 'upload-8' })));
    await ran(indexing);
    await app.client.chain(chain, { id: 'upload-8' });
    await app.client.runAndWait(nothing, {}, 5000);
    expect(counting.runs).toHaveLength(1);
    expect(indexing.runs).toHaveLength(1);
  });

  it('gives a link what it takes of a result, and no more', async () => {
    await app.client.chain([step(countPages, { documentId }), step(countPages, { documentId }), step(nothing, {})]);
    await ran(doing);
    expect(counting.runs[1]?.payload).toEqual({ documentId });
    expect(doing.runs[0]?.payload).toEqual({});
  });

  it('is refused when it is none, or begins with what cannot run', async () => {
    await expect(app.client.chain([step(nothing, {})])).rejects.toThrow(InvalidTaskFlowError);
    await expect(app.client.chain([step(countPages, {}), step(index, {})])).rejects.toThrow(InvalidTaskPayloadError);
  });

  it('is taken back as a whole', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    counting.behave = () => promise.then(() => ({ pages: 1 }));
    const other = step(countPages, { documentId });
    await app.client.chain([other, other, step(index, { documentId })], { id: 'first' });
    await ran(counting);
    await app.board.pause('converter');
    const last = await app.client.chain([other, step(index, { documentId })], { id: 'second' });
    expect(await app.client.cancel(last)).toBe('removed');
    resolve();
    await app.board.resume('converter');
    await ran(indexing);
    expect(indexing.runs.map(({ id }) => id)).toEqual(['first']);
    expect(counting.runs).toHaveLength(2);
  });
});

describe('a group', () => {
  it('runs its members side by side, and joins their results in order', async () => {
    let begun = 0;
    const both = Promise.withResolvers<void>();
    counting.behave = async (payload) => {
      if (++begun === 2) both.resolve();
      await both.promise;
      return payload.documentId === documentId ? { pages: 1 } : { pages: 2 };
    };
    const members = [step(countPages, { documentId }), step(countPages, { documentId: newId() })];
    await app.client.group(members, step(total, { documentId }));
    await ran(totalling);
    expect(totalling.runs[0]?.payload).toEqual({ documentId, results: [{ pages: 1 }, { pages: 2 }] });
  });

  it('waits for a parked member until that is replayed', async () => {
    counting.behave = (payload) => {
      if (payload.documentId !== documentId) throw new FatalTaskError('unreadable');
      return { pages: 1 };
    };
    const members = [step(countPages, { documentId }), step(countPages, { documentId: newId() })];
    await app.client.group(members, step(total, { documentId }));
    const parked = await parkedIn('converter');
    expect(await stateOf('statistics')).toMatchObject({ blocked: 1, parked: 0 });
    counting.behave = () => null;
    await app.board.replay(parked);
    await ran(totalling);
    expect(totalling.runs[0]?.payload.results).toEqual([{ pages: 1 }, null]);
  });
});
