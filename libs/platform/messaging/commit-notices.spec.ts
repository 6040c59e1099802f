import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { databaseForAll } from '#test/support/database.js';
import { until } from '#test/support/until.js';
import { COMMIT_CHANNEL, CommitNotices } from './commit-notices.js';

const db = databaseForAll();
let resources: AsyncDisposableStack;
let owner: pg.Client;

beforeEach(async () => {
  resources = new AsyncDisposableStack();
  owner = new pg.Client({ connectionString: db.ownerUrl });
  await owner.connect();
  resources.defer(() => owner.end());
});
afterEach(() => resources.disposeAsync());

interface Process {
  readonly notices: CommitNotices;
  heard: number;
  /** How often with word of events that are to be tried again. */
  retries: number;
}

/** As much of a process as gives and hears notices; it listens already. */
async function aProcess(): Promise<Process> {
  const hear = (retries: boolean) => {
    process.heard += 1;
    if (retries) process.retries += 1;
  };
  const process = { heard: 0, retries: 0, notices: new CommitNotices(db.ownerUrl, hear) };
  process.notices.onApplicationBootstrap();
  resources.defer(() => process.notices.beforeApplicationShutdown());
  await until('it listens', () => process.heard === 1);
  Object.assign(process, { heard: 0, retries: 0 });
  return process;
}

/** What goes over the channel, as anybody can hear it. */
async function eavesdrop(): Promise<string[]> {
  const heard: string[] = [];
  owner.on('notification', ({ payload = '' }) => heard.push(payload));
  await owner.query(`listen ${COMMIT_CHANNEL}`);
  return heard;
}

const cutConnections = () =>
  owner.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'praxis-events' and datname = current_database()`);

describe('a commit', () => {
  it('is heard by every other process, and not by the one that it happened in', async () => {
    const [here, there, elsewhere] = [await aProcess(), await aProcess(), await aProcess()];
    const overheard = await eavesdrop();
    here.notices.give();
    await until('both have heard', () => there.heard > 0 && elsewhere.heard > 0 && overheard.length > 0);
    // Of what was said before it, on the same channel, nothing comes after this.
    there.notices.give();
    await until('the answer is heard', () => here.heard > 0);
    expect([here.heard, there.heard, elsewhere.heard]).toEqual([1, 1, 2]);
  });

  it('is told apart from word of events that are to be tried again', async () => {
    const [here, there] = [await aProcess(), await aProcess()];
    here.notices.give();
    await until('the commit is heard', () => there.heard === 1);
    expect(there.retries).toBe(0);
    here.notices.giveRetries();
    await until('the retries are heard', () => there.retries === 1);
    here.notices.give();
    await until('the next commit is heard', () => there.heard === 3);
    expect([there.retries, here.heard]).toEqual([1, 0]);
  });

  it('among thousands costs next to no notice, and the last one is heard all the same', async () => {
    const [here, there] = [await aProcess(), await aProcess()];
    const overheard = await eavesdrop();
    const started = performance.now();
    for (let commit = 0; commit < 5_000; commit++) {
      here.notices.give();
      if (commit % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    while (performance.now() - started < 100) {
      here.notices.give();
      await new Promise((resolve) => setImmediate(resolve));
    }
    const heardBefore = there.heard;
    await until('one more is heard, for the last commits', () => there.heard > heardBefore);
    expect(overheard.length).toBeGreaterThan(1);
    expect(overheard.length).toBeLessThanOrEqual((performance.now() - started) / 10 + 2);
  });
});

describe('when the connection is cut', () => {
  it('what was committed meanwhile is heard as soon as it is back', async () => {
    const [here, there] = [await aProcess(), await aProcess()];
    await cutConnections();
    here.notices.give();
    // Both ways: whoever was cut off looks, and whoever could not tell tells.
    await until('it is heard', () => there.heard > 0 && here.heard > 0);
    const before = there.heard;
    here.notices.give();
    await until('it is heard again', () => there.heard > before);
  });

  it('the other process is told of what could not be told', async () => {
    const here = await aProcess();
    const overheard = await eavesdrop();
    await cutConnections();
    here.notices.give();
    await until('it is told', () => overheard.length > 0);
  });

  it('nothing is left over after closing', async () => {
    const here = await aProcess();
    await cutConnections();
    here.notices.give();
    await here.notices.beforeApplicationShutdown();
    await until('no connection is left', async () => {
      const { rowCount } = await owner.query(
        `select from pg_stat_activity where application_name = 'praxis-events' and datname = current_database()`,
      );
      return rowCount === 0;
    });
    expect(here.heard).toBeLessThanOrEqual(1);
  });
});
