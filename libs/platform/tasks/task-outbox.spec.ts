import { getQueueToken } from '@nestjs/bullmq';
import type { Queue } from 'bullmq';
import { IsUUID } from 'class-validator';
import type { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { runInContext } from '#platform/context/request-context.js';
import { until } from '#test/support/until.js';
import { QUEUES } from './queue-catalogue.js';
import { defineTask } from './task-definition.js';
import { InvalidTaskOptionsError, InvalidTaskPayloadError } from './task-errors.js';
import type { TransactionLike } from './task-outbox.js';
import type { RelayDatabase } from './task-relay.js';
import { relayDatabase } from './testing/relay-database.js';
import { scripted } from './testing/scripted-task.js';
import { type TaskPlace, TaskServer } from './testing/task-server.js';
import { TasksApplication } from './testing/tasks-application.js';

class Mail {
  @IsUUID()
  notificationId!: string;
}

const send = defineTask({ name: 'practice.send', label: 'Send', queue: QUEUES.mailing, payload: Mail });
const print = defineTask({ name: 'practice.print', label: 'Print', queue: QUEUES.converter, payload: Mail });
const sending = scripted(send, () => undefined);
const printing = scripted(print, () => undefined);
const declared = { tasks: [send, print], handlers: [sending.handler, printing.handler] };

let server: TaskServer;
let place: TaskPlace;
let app: TasksApplication;

beforeAll(async () => {
  server = await TaskServer.start();
});
afterAll(() => server.stop());

beforeEach(async () => {
  sending.runs.length = 0;
  printing.runs.length = 0;
  place = await server.place();
  app = await TasksApplication.start(place, { ...declared, outbox: relayDatabase(place.system) });
});
afterEach(() => app.stop());

const mail = (): Mail => ({ notificationId: newId() });
const waiting = async () => (await place.system.query('select * from messaging.task_outbox order by id')).rows;
const emptied = () => until('the outbox is empty', async () => (await waiting()).length === 0);

/** A business transaction as role praxis_app. */
async function transaction(work: (tx: TransactionLike) => Promise<unknown>, accountId?: string): Promise<void> {
  const client = await place.app.connect();
  const afterCommit: (() => void)[] = [];
  try {
    await client.query('begin');
    await work({
      accountId,
      query: async (sql, parameters) => (await client.query(sql, parameters)).rows,
      afterCommit: (hint) => afterCommit.push(hint),
    });
    await client.query('commit');
    for (const hint of afterCommit) hint();
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** A relay whose connection is killed when it is about to commit, `times` times. */
function dyingAtCommit(pool: Pool, times: number): RelayDatabase {
  return relayDatabase({
    connect: async () => {
      const client = await pool.connect();
      const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
      return Object.assign(Object.create(client), {
        query: async (sql: string, values?: unknown[]) => {
          if (sql === 'commit' && times-- > 0) await query('select pg_terminate_backend(pg_backend_pid())');
          return query(sql, values);
        },
        release: (error?: Error) => client.release(error),
      });
    },
  } as unknown as Pool);
}

describe('a task in a transaction', () => {
  it('runs once it has committed, soon after', async () => {
    const payload = mail();
    const committedAt = await transaction((tx) => app.outbox.add(tx, send, payload)).then(() => Date.now());
    await until('it ran', () => sending.runs.length === 1);
    expect(sending.runs[0]?.payload).toEqual(payload);
    expect((sending.runs[0]?.at ?? Infinity) - committedAt).toBeLessThan(900);
    await emptied();
  });

  it('is gone when it rolls back', async () => {
    const rolledBack = transaction(async (tx) => {
      await app.outbox.add(tx, send, mail(), { key: 'never' });
      throw new Error('no room');
    });
    await expect(rolledBack).rejects.toThrow('no room');
    await transaction((tx) => app.outbox.add(tx, send, mail(), { key: 'later' }));
    await emptied();
    await until('the later one ran', () => sending.runs.length === 1);
    expect(sending.runs.map(({ id }) => id)).toEqual(['later']);
  });

  it('runs in the context in which it was added, for the account of the transaction', async () => {
    const context = { requestId: 'req_1', correlationId: 'correlation-1', causationId: 'event-1' };
    const accountId = newId();
    await runInContext(context, () => transaction((tx) => app.outbox.add(tx, send, mail()), accountId));
    await until('it ran', () => sending.runs.length === 1);
    expect(sending.runs[0]?.context).toMatchObject({
      requestId: 'req_1',
      correlationId: 'correlation-1',
      accountId,
      causationId: sending.runs[0]?.id,
    });
  });

  it('runs once when it is added twice under one key', async () => {
    const payload = mail();
    const add = () => transaction((tx) => app.outbox.add(tx, send, payload, { key: 'event-1:send' }));
    await transaction(async (tx) => {
      await app.outbox.add(tx, send, payload, { key: 'event-1:send' });
      await app.outbox.add(tx, send, payload, { key: 'event-1:send' });
    });
    await emptied();
    await Promise.all([add(), add(), add()]);
    await transaction((tx) => app.outbox.add(tx, print, mail()));
    await emptied();
    await until('the other ran', () => printing.runs.length === 1);
    expect(sending.runs).toHaveLength(1);
  });

  it('is found by looking when the hint was lost', async () => {
    await transaction((tx) => app.outbox.add({ ...tx, afterCommit: () => undefined }, send, mail()));
    await until('it ran', () => sending.runs.length === 1);
  });

  it('keeps its delay', async () => {
    const before = Date.now();
    await transaction((tx) => app.outbox.add(tx, send, mail(), { delay: 300 }));
    await until('it ran', () => sending.runs.length === 1);
    expect((sending.runs[0]?.at ?? 0) - before).toBeGreaterThanOrEqual(295);
  });

  it('is refused before anything is written when the queue would not take it', async () => {
    await transaction(async (tx) => {
      await expect(app.outbox.add(tx, send, { notificationId: 'x' })).rejects.toThrow(InvalidTaskPayloadError);
      for (const options of [{ priority: 1.5 }, { priority: 2 ** 22 }, { delay: -1 }, { delay: NaN }]) {
        await expect(app.outbox.add(tx, send, mail(), options)).rejects.toThrow(InvalidTaskOptionsError);
      }
      await app.outbox.add(tx, send, mail());
    });
    await until('the right one ran', () => sending.runs.length === 1);
  });

  it('moves with many others, each once and to its queue', async () => {
    const payloads = Array.from({ length: 450 }, mail);
    await transaction(async (tx) => {
      for (const payload of payloads) await app.outbox.add(tx, send, payload);
      await app.outbox.add(tx, print, mail());
    });
    await until('all ran', () => sending.runs.length >= 450 && printing.runs.length >= 1);
    await emptied();
    expect(new Set(sending.runs.map(({ payload }) => payload.notificationId)).size).toBe(450);
    expect(sending.runs).toHaveLength(450);
  });
});

describe('the relay', () => {
  it('adds nothing twice when it dies between queue and outbox', async () => {
    await app.stop();
    const dying = dyingAtCommit(place.system, 2);
    app = await TasksApplication.start(place, { ...declared, outbox: dying, workerClasses: [] });
    const queue = app.nest.get<Queue>(getQueueToken('mailing'), { strict: false });
    await transaction(async (tx) => {
      for (const key of ['one', 'two', 'three']) await app.outbox.add(tx, send, mail(), { key });
    });
    await until('added', async () => (await queue.getWaitingCount()) === 3);
    expect(await waiting()).toHaveLength(3);
    const worker = await TasksApplication.start(place, declared);
    await until('all ran', () => sending.runs.length === 3);
    await emptied();
    expect(await queue.getJobCounts('waiting', 'active', 'completed')).toEqual({ waiting: 0, active: 0, completed: 3 });
    await worker.stop();
    expect(sending.runs).toHaveLength(3);
  });

  it('leaves what it does not know to a process that does', async () => {
    await app.stop();
    const partial = { tasks: [print], handlers: [printing.handler], outbox: relayDatabase(place.system) };
    const whole = await TasksApplication.start(place, { ...declared, workerClasses: [] });
    await transaction((tx) => whole.outbox.add(tx, send, mail()));
    await transaction((tx) => whole.outbox.add(tx, print, mail()));
    app = await TasksApplication.start(place, partial);
    await until('the known one ran', () => printing.runs.length === 1);
    expect((await waiting()).map(({ name }) => name)).toEqual(['practice.send']);
    await whole.stop();
  });

  it('shares the work with other relays', async () => {
    const others = await Promise.all(
      [1, 2].map(() =>
        TasksApplication.start(place, { ...declared, outbox: relayDatabase(place.system), workerClasses: [] }),
      ),
    );
    await transaction(async (tx) => {
      for (let index = 0; index < 300; index++) await app.outbox.add(tx, send, mail());
    });
    await Promise.all([app, ...others].map(({ relay }) => relay.moveBatch()));
    await until('all ran', () => sending.runs.length >= 300);
    await emptied();
    expect(sending.runs).toHaveLength(300);
    await Promise.all(others.map((other) => other.stop()));
  });
});

describe('the outbox table', () => {
  it('can be added to, but not read or emptied, by the application', async () => {
    for (const sql of ['select * from', 'delete from', 'truncate']) {
      await expect(place.app.query(`${sql} messaging.task_outbox`)).rejects.toThrow(/permission denied/);
    }
  });
});
