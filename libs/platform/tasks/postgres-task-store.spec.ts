import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { APP_ROLE, roleUrl } from '#platform/database/connection-urls.js';
import { until } from '#test/support/until.js';
import { QUEUES } from './queue-catalogue.js';
import { defineTask } from './task-definition.js';
import type { TaskStore } from './task-store.js';
import { migrateTaskStore } from './task-store-migration.js';
import { TASK_STORE } from './tasks.module.js';
import { scripted } from './testing/scripted-task.js';
import { asOwner, type TaskPlace, TaskServer } from './testing/task-server.js';
import { TasksApplication } from './testing/tasks-application.js';

const { eventsFast, documents, mailing, ocr, search, statistics } = QUEUES;
const scripts = [eventsFast, documents, mailing, ocr, search, statistics].map((queue) =>
  scripted(defineTask({ name: `practice.${queue.name}`, label: queue.name, queue }), () => undefined),
);
const [script] = scripts as [(typeof scripts)[number]];
const declared = { tasks: scripts.map(({ task }) => task), handlers: scripts.map(({ handler }) => handler) };

let server: TaskServer;
let place: TaskPlace;

beforeAll(async () => {
  server = await TaskServer.start();
});
afterAll(() => server.stop());
beforeEach(async () => {
  script.runs.length = 0;
  place = await server.place();
});

const start = (options: { workerClasses?: [] } = {}) =>
  TasksApplication.start(place, {
    ...declared,
    ...options,
    connection: { postgres: { connectionString: roleUrl(place.ownerUrl, APP_ROLE), poolSize: 3 } },
  });

const connections = async (): Promise<number[]> => {
  const { rows } = await place.system.query(
    `select pid from pg_stat_activity where datname = current_database() and usename = '${APP_ROLE}'`,
  );
  return rows.map(({ pid }) => pid);
};

describe('tasks on Postgres', () => {
  it('share two small pools and one listening connection, however many queues there are', async () => {
    const app = await start();
    for (const { task } of scripts) await app.client.runAndWait(task, {}, 5000);
    expect((await connections()).length).toBeLessThanOrEqual(3 + 4 + 1);
    await app.stop();
    await until('no connection is left', async () => (await connections()).length === 0);
  });

  it('take turns across processes, and give one up whose connection broke', async () => {
    const [one, two] = await Promise.all([start({ workerClasses: [] }), start({ workerClasses: [] })]);
    const store = (app: TasksApplication) => app.nest.get<TaskStore>(TASK_STORE);
    const done = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const first = store(one).inTurn(() => {
      held.resolve();
      return done.promise;
    });
    await held.promise;
    let began = false;
    const second = store(two).inTurn(async () => {
      began = true;
    });
    const turns = async (granted: boolean) => {
      const { rows } = await place.system.query(
        `select pid from pg_locks where locktype = 'advisory' and granted = $1 and database =
           (select oid from pg_database where datname = current_database())`,
        [granted],
      );
      return rows.map(({ pid }) => pid as number);
    };
    await until('it waits', async () => (await turns(false)).length === 1);
    expect(began).toBe(false);
    const [holder] = await turns(true);
    await asOwner(place.ownerUrl, (owner) => owner.query('select pg_terminate_backend($1)', [holder]));
    await second;
    done.resolve();
    await first;
    await store(one).inTurn(async () => undefined);
    await Promise.all([one.stop(), two.stop()]);
  });

  it('go on, without waiting for the next look, after every connection was lost', async () => {
    const app = await start();
    const producer = await start({ workerClasses: [] });
    await app.client.runAndWait(script.task, {}, 5000);
    const doomed = await connections();
    await asOwner(place.ownerUrl, (owner) =>
      owner.query('select pg_terminate_backend(pid) from unnest($1::int[]) pid', [doomed]),
    );
    await until('they are gone', async () => !(await connections()).some((pid) => doomed.includes(pid)));
    await until('it listens again', async () => {
      const { rows } = await asOwner(place.ownerUrl, (owner) =>
        owner.query(`select from pg_stat_activity where usename = '${APP_ROLE}' and query ilike '%listen %'`),
      );
      return rows.length > 0;
    });
    for (let task = 2; task < 5; task++) {
      const enqueuedAt = Date.now();
      await producer.client.enqueue(script.task, {});
      await until('it ran', () => script.runs.length === task);
      expect((script.runs.at(-1)?.at ?? Infinity) - enqueuedAt).toBeLessThan(2500);
    }
    await producer.stop();
    await app.stop();
  });
});

describe('when the database goes away', () => {
  it('no task that was enqueued is lost, even when the server crashes right after', async () => {
    const { pathname } = new URL(place.ownerUrl);
    // The private server of a test waits for nothing unless it is told to.
    await asOwner(place.ownerUrl, (owner) =>
      owner.query(`alter database ${pathname.slice(1)} set synchronous_commit = on`),
    );
    const app = await start({ workerClasses: [] });
    const { id } = await app.client.enqueue(script.task, {});
    await server.crash();
    const { rows } = await asOwner(place.ownerUrl, (owner) => owner.query('select id, state from tasks.job'));
    expect(rows).toEqual([{ id, state: 'waiting' }]);
    await app.stop();
  });

  it('enqueueing fails at once, and all goes on when it is back', async () => {
    const app = await start();
    await app.client.enqueue(script.task, {}, { id: 'before' });
    await until('it ran', () => script.runs.length === 1);
    await server.restart(() => expect(app.client.enqueue(script.task, {}, { id: 'never' })).rejects.toThrow());
    await app.client.runAndWait(script.task, {}, 10_000, { id: 'after' });
    expect(script.runs.map(({ id }) => id)).toEqual(['before', 'after']);
    await app.stop();
  });
});

describe('a finished task', () => {
  it('is remembered for the time of its worker class, an hour for class A, and then forgotten', async () => {
    const app = await start();
    for (const id of ['long-ago', 'recent']) await app.client.runAndWait(script.task, {}, 5000, { id });
    await app.stop();
    await asOwner(place.ownerUrl, async (owner) => {
      const finishedAgo = (id: string, minutes: number) =>
        owner.query('update tasks.job set finished_at_ms = finished_at_ms - $2 where id = $1', [id, minutes * 60_000]);
      await finishedAgo('long-ago', 61);
      await finishedAgo('recent', 58);
    });
    const later = await start();
    await later.client.runAndWait(script.task, {}, 5000, { id: 'now' });
    const { rows } = await place.app.query('select id from tasks.job order by id');
    expect(rows.map(({ id }) => id)).toEqual(['now', 'recent']);
    await later.stop();
  });
});

describe('the role that tasks connect as', () => {
  it('may use the store, but neither create in it, nor change it, nor alter its record of migrations', async () => {
    for (const sql of [
      'create table tasks.mine (id int)',
      'create sequence tasks.mine',
      'drop table tasks.job',
      'alter table tasks.job add column mine int',
      `insert into tasks.migration (version, name) values (99, 'mine')`,
    ]) {
      await expect(place.app.query(sql), sql).rejects.toThrow(/permission denied|must be owner/);
    }
  });

  it('gets sequences only by the one function that makes them, only in the schema of tasks', async () => {
    await place.app.query(`select tasks.prepare_queue('a''; drop schema tasks; --')`);
    await asOwner(place.ownerUrl, (owner) => owner.query('grant usage on schema tasks to praxis_system'));
    await expect(place.system.query(`select tasks.prepare_queue('x')`)).rejects.toThrow(/permission denied/);
    const { rows } = await place.app.query(`
      select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where relkind = 'S' and relname like 'bullmq_jid_%'`);
    expect(rows).toEqual([{ nspname: 'tasks', relname: expect.stringMatching(/^bullmq_jid_[0-9a-f]{32}$/) }]);
  });
});

describe('migrating the task store', () => {
  it('can be repeated, and be done by many at once', async () => {
    await Promise.all(Array.from({ length: 12 }, () => asOwner(place.ownerUrl, (owner) => migrateTaskStore(owner))));
    const app = await start();
    await app.client.runAndWait(script.task, {}, 5000);
    await app.stop();
  });

  it('is asked for when it has not been done', async () => {
    await asOwner(place.ownerUrl, (owner) => owner.query('drop schema tasks cascade'));
    await expect(start()).rejects.toThrow(/schema "tasks" is not initialized/);
  });
});
