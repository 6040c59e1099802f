import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseForAll } from '#test/support/database.js';
import type { Actor } from '../context/actor.js';
import { newId } from '../context/ids.js';
import { runInContext } from '../context/request-context.js';
import { runtimeDataSources } from './data-source.js';
import { brokenRule, refuseBy } from './database-errors.js';
import { TenantDatabase } from './tenant-database.js';
import { Transactions } from './transactions.js';

const from = databaseForAll();
let owner: pg.Client;
let database: TenantDatabase;
const resources = new AsyncDisposableStack();
let accountId: string;

beforeAll(async () => {
  owner = new pg.Client({ connectionString: from.ownerUrl });
  await owner.connect();
  resources.defer(() => owner.end());
  await owner.query(`
    create schema memory;
    grant usage on schema memory to praxis_app;
    create table memory.fact (account_id uuid not null, name text not null, state text not null, primary key (account_id, name));
    create table memory.effect (account_id uuid not null default platform.current_account_id(), state text not null unique);
    call platform.protect('memory.fact');
    call platform.protect('memory.effect');
    call platform.count_as_facts('memory.fact');`);
  const { app } = runtimeDataSources({
    ownerUrl: from.ownerUrl,
    entities: [],
    appConnections: 4,
    systemConnections: 1,
  });
  await app.initialize();
  resources.defer(() => app.destroy());
  const transactions = new Transactions(app);
  resources.defer(() => transactions.close());
  database = new TenantDatabase(transactions);
});
afterAll(() => resources.disposeAsync());

beforeEach(async () => {
  accountId = newId();
  await owner.query(`insert into platform.admission (account_id, standing) values ($1, 'active')`, [accountId]);
  await change(`insert into memory.fact values ($1, 'door', 'open')`);
});

const change = (sql: string) => owner.query(sql, [accountId]);
const somebody = (): Actor => ({ userId: newId(), accountId, roles: ['admin'], issuedAt: Date.now() });
/** As a request of somebody of the account. */
const inAccount = <T>(work: () => Promise<T>): Promise<T> =>
  runInContext({ requestId: 'r', correlationId: 'c', accountId, actor: somebody() }, work);

interface Door {
  readonly state: string;
  /** When the database was asked. */
  readonly asked: string;
}

const door = (by = database): Promise<Door | undefined> =>
  by.recall({
    name: 'memory.fact',
    about: ['door'],
    statement: () => ({
      sql: 'select state, clock_timestamp()::text as asked from memory.fact where name = $1',
      parameters: ['door'],
    }),
    answer: ([row]: Door[]) => row,
  });

const write = (state: string) =>
  database.writeAtOnce((tx) => tx.send({ sql: 'insert into memory.effect (state) values ($1)', parameters: [state] }));
const effects = async () =>
  (await owner.query('select state from memory.effect where account_id = $1', [accountId])).rows.map(
    ({ state }) => state,
  );

/** Goes by what the door is. `before` runs between knowing and doing. */
async function enter({ before }: { before?: () => Promise<unknown> } = {}) {
  const asked: string[] = [];
  const state = newId();
  await inAccount(() =>
    database.knowing(async () => {
      const known = await door();
      if (!known) throw new Error('There is no door.');
      asked.push(known.asked);
      if (known.state !== 'open') throw new Error('The door is shut.');
      await before?.();
      before = undefined;
      await write(state);
    }),
  );
  return { asked, state };
}

describe('what is remembered', () => {
  it('is asked once, as long as nothing changes', async () => {
    const first = await enter();
    const second = await enter();
    expect(second.asked).toEqual(first.asked);
    expect(await effects()).toEqual(expect.arrayContaining([first.state, second.state]));
  });

  it.each([
    ['changes', `update memory.fact set state = 'shut' where account_id = $1`, 'The door is shut.'],
    ['goes', 'delete from memory.fact where account_id = $1', 'There is no door.'],
  ])('is asked anew before anything is done with it, when it %s', async (_how, sql, refusal) => {
    await enter();
    const before = await effects();
    await change(sql);
    await expect(enter()).rejects.toThrow(refusal);
    expect(await effects()).toEqual(before);
  });

  it('is asked anew when it changes at the last moment', async () => {
    const [first] = (await enter()).asked;
    const { asked, state } = await enter({
      before: () => change(`update memory.fact set state = 'open' where account_id = $1`),
    });
    expect(asked).toHaveLength(2);
    expect(asked[0]).toBe(first);
    expect(asked[1]).not.toBe(first);
    expect((await effects()).filter((each) => each === state)).toHaveLength(1);
  });

  it('is asked anew when something is added, which may matter as much', async () => {
    const [first] = (await enter()).asked;
    await change(`insert into memory.fact values ($1, 'window', 'open')`);
    expect((await enter()).asked).toEqual([first, expect.not.stringMatching(`^${first}$`)]);
  });

  it('refuses nobody: that is asked anew', async () => {
    await change(`update memory.fact set state = 'shut' where account_id = $1`);
    await expect(enter()).rejects.toThrow('The door is shut.');
    await change(`update memory.fact set state = 'open' where account_id = $1`);
    const { state } = await enter();
    expect(await effects()).toEqual([state]);
  });

  it('shows nobody anything: what was not verified by a write is asked anew', async () => {
    const look = () => inAccount(() => database.knowing(() => door()));
    const first = await look();
    await change(`update memory.fact set state = 'shut' where account_id = $1`);
    expect(await look()).toMatchObject({ state: 'shut' });
    expect((await look())?.asked).not.toBe(first?.asked);
  });

  it('is forgotten by no change of another account', async () => {
    const { asked } = await enter();
    await owner.query(`insert into memory.fact values ($1, 'door', 'open')`, [newId()]);
    expect((await enter()).asked).toEqual(asked);
  });

  it('is not another account’s', async () => {
    const here = accountId;
    const there = newId();
    await owner.query(`insert into platform.admission (account_id, standing) values ($1, 'active')`, [there]);
    await owner.query(`insert into memory.fact values ($1, 'door', 'shut')`, [there]);
    for (let round = 0; round < 2; round++) {
      accountId = here;
      await enter();
      accountId = there;
      await expect(enter()).rejects.toThrow('The door is shut.');
    }
  });

  it('does not make work that was verified and refused run twice', async () => {
    await enter();
    let runs = 0;
    const refused = inAccount(() =>
      database.knowing(async () => {
        runs++;
        await door();
        await database.writeAtOnce((tx) => tx.send({ sql: `select ${refuseBy('not today')}` }));
      }),
    );
    expect(brokenRule(await refused.catch((error) => error))).toBe('not today');
    expect(runs).toBe(1);
  });

  it('is remembered of each thing by itself, and asked for together', async () => {
    await change(`insert into memory.fact values ($1, 'window', 'open'), ($1, 'gate', 'open')`);
    const asked = (names: string[]) =>
      inAccount(() =>
        database.knowing(async () => {
          const found = await database.recallEach({
            name: 'memory.facts',
            ids: names,
            statement: (missing) => ({
              sql: 'select name as id, clock_timestamp()::text as asked from memory.fact where name = any ($1)',
              parameters: [missing],
            }),
            answer: (row: { id: string; asked: string }) => row,
          });
          await write(newId());
          return Object.fromEntries(found.map((each) => [each.id, each.asked]));
        }),
      );
    const first = await asked(['door', 'window', 'cellar']);
    expect(Object.keys(first).sort()).toEqual(['door', 'window']);
    const second = await asked(['window', 'gate']);
    expect(second.window).toBe(first.window);
    expect(await asked(['gate', 'door'])).toEqual({ gate: second.gate, door: first.door });
    await change(`update memory.fact set state = 'shut' where account_id = $1`);
    expect((await asked(['gate', 'door'])).door).not.toBe(first.door);
  });

  it('is asked anew after the write that would have verified it', async () => {
    await enter();
    await change(`update memory.fact set state = 'shut' where account_id = $1`);
    const state = newId();
    const seen = await inAccount(() =>
      database.knowing(async () => {
        await write(state);
        return door();
      }),
    );
    expect(seen).toMatchObject({ state: 'shut' });
    expect((await effects()).filter((each) => each === state)).toHaveLength(1);
  });

  it('refuses nobody while a write is put together, which then verifies nothing', async () => {
    await change(`update memory.fact set state = 'shut' where account_id = $1`);
    const state = newId();
    const enterBy = () =>
      inAccount(() =>
        database.knowing(async () => {
          const known = await door();
          await database.writeAtOnce((tx) => {
            if (known?.state !== 'open') throw new Error('The door is shut.');
            tx.send({ sql: 'insert into memory.effect (state) values ($1)', parameters: [state] });
          });
        }),
      );
    await expect(enterBy()).rejects.toThrow('The door is shut.');
    await change(`update memory.fact set state = 'open' where account_id = $1`);
    await enterBy();
    expect(await effects()).toContain(state);
  });

  it('is verified for all work that knows, also within other such work', async () => {
    await enter();
    const state = newId();
    const nested = () =>
      inAccount(() =>
        database.knowing(async () => {
          await door();
          await database.knowing(() => write(state));
        }),
      );
    await nested();
    expect((await effects()).filter((each) => each === state)).toHaveLength(1);
    await change(`update memory.fact set state = 'shut' where account_id = $1`);
    const [before] = [await effects()];
    await expect(
      inAccount(() =>
        database.knowing(async () => {
          if ((await door())?.state !== 'open') throw new Error('The door is shut.');
          await database.knowing(() => write(newId()));
        }),
      ),
    ).rejects.toThrow('The door is shut.');
    expect(await effects()).toEqual(before);
  });

  it('is nothing where the account is entered without the credential', async () => {
    const { asked } = await enter();
    const seen = await inAccount(() =>
      database.knowing(async () => {
        const inside = database.forAccount(accountId);
        const seen = await door(inside);
        await inside.write((tx) => tx.execute('insert into memory.effect (state) values ($1)', [newId()]));
        return seen?.asked;
      }),
    );
    expect(asked).not.toContain(seen);
    expect(await effects()).toHaveLength(2);
  });

  it('is nothing for work without a credential, nor outside of work that knows', async () => {
    const { asked } = await enter();
    const again = await inAccount(() => door());
    expect(asked).not.toContain(again?.asked);
    const task = await runInContext({ requestId: 'r', correlationId: 'c', accountId }, () =>
      database.knowing(() => door()),
    );
    expect(asked).not.toContain(task?.asked);
  });
});
