import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseForAll } from '#test/support/database.js';
import { Piece } from './piece.js';
import { MOST_PREPARED } from './prepared-statements.js';

const from = databaseForAll();
let client: pg.Client;

beforeAll(async () => {
  client = new pg.Client({ connectionString: from.ownerUrl, pipeline: true } as pg.ClientConfig);
  await client.connect();
  await client.query('create table public.kept (n int primary key, note text)');
});
afterAll(() => client?.end());

const numbers = async () => (await client.query('select n from public.kept order by n')).rows.map(({ n }) => n);
const one = async (sql: string, parameters: unknown[] = [], by = client) => {
  const piece = new Piece(by);
  const [outcome] = await Promise.all([piece.ask(sql, parameters), piece.send()]);
  return outcome;
};
/** What the server has been told to parse, by name. */
const parsed = async () => (await client.query('select statement from pg_prepared_statements')).rows;

describe('a piece', () => {
  it('gives each statement its own rows, of the types of their columns', async () => {
    const piece = new Piece(client);
    const outcomes = [
      piece.ask(`select 1 as n, true as yes, null::text as nothing, $1::timestamptz as at`, ['2026-11-20T10:00:00Z']),
      piece.ask('select 2 as m union select 3 order by 1', []),
      piece.ask('select 1 where false', []),
    ];
    await piece.send();
    const [first, second, third] = await Promise.all(outcomes);
    expect(first?.rows).toEqual([{ n: 1, yes: true, nothing: null, at: new Date('2026-11-20T10:00:00Z') }]);
    expect(second).toEqual({ rows: [{ m: 2 }, { m: 3 }], tag: 'SELECT 2' });
    expect(third?.rows).toEqual([]);
  });

  it('is one transaction without being told so: all of it or nothing', async () => {
    const piece = new Piece(client);
    piece.add('insert into public.kept values ($1)', [1]);
    const second = piece.ask('insert into public.kept values ($1)', [1]);
    const third = piece.ask('select 3 as n', []);
    const outcomes = await Promise.allSettled([second, third, piece.send()]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: { code: '23505' } });
    expect(await numbers()).toEqual([]);
  });

  it('fails as a whole when it cannot be committed', async () => {
    await client.query('alter table public.kept add constraint late unique (note) deferrable initially deferred');
    const piece = new Piece(client);
    piece.add('insert into public.kept values ($1, $2)', [1, 'same']);
    const last = piece.ask('insert into public.kept values ($1, $2)', [2, 'same']);
    const sent = piece.send();
    await expect(sent).rejects.toMatchObject({ code: '23505', constraint: 'late' });
    expect((await last).tag).toBe('INSERT 0 1');
    expect(await numbers()).toEqual([]);
  });

  it('does not take those behind it on the connection along', async () => {
    const [wrong, right] = [one('select 1/$1::int', [0]), one('select 7 as n')];
    await expect(wrong).rejects.toMatchObject({ code: '22012' });
    expect((await right).rows).toEqual([{ n: 7 }]);
  });

  it('is not sent with a value that cannot be told as text', async () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    const piece = new Piece(client);
    piece.add('insert into public.kept values ($1)', [9]);
    const asked = piece.ask('select $1::jsonb', [circle]);
    const outcomes = await Promise.allSettled([asked, piece.send()]);
    for (const outcome of outcomes) expect(outcome.status).toBe('rejected');
    expect(await numbers()).toEqual([]);
    expect((await one('select 1 as n')).rows).toEqual([{ n: 1 }]);
  });

  it('fails when the connection breaks, and so does all that waits behind', async () => {
    const cut = new pg.Client({ connectionString: from.ownerUrl, pipeline: true } as pg.ClientConfig);
    cut.on('error', () => undefined);
    await cut.connect();
    const [first, second] = [new Piece(cut), new Piece(cut)];
    const asked = first.ask('select pg_terminate_backend(pg_backend_pid())', []);
    second.add('select 1', []);
    const outcomes = await Promise.allSettled([asked, first.send(), second.send()]);
    for (const outcome of outcomes) expect(outcome.status).toBe('rejected');
  });
});

describe('the statements of a piece', () => {
  it('are parsed once for a connection', async () => {
    const sql = 'select $1::int as once';
    for (const n of [1, 2, 3]) expect((await one(sql, [n])).rows).toEqual([{ once: n }]);
    expect((await parsed()).filter(({ statement }) => statement === sql)).toHaveLength(1);
  });

  it('fail with what is wrong with them, and are parsed when nothing is any more', async () => {
    const sql = 'select n from public.later';
    await expect(one(sql)).rejects.toMatchObject({ code: '42P01' });
    await client.query('create table public.later as select 5 as n');
    expect((await one(sql)).rows).toEqual([{ n: 5 }]);
    expect((await one('select 6 as n')).rows).toEqual([{ n: 6 }]);
  });

  it('are parsed anew when a migration changed their rows, or the connection has lost them', async () => {
    const other = new pg.Client({ connectionString: from.ownerUrl, pipeline: true } as pg.ClientConfig);
    await other.connect();
    const all = () => one('select * from public.changing', [], other);
    try {
      await other.query('create table public.changing as select 1 as n');
      expect((await all()).rows).toEqual([{ n: 1 }]);
      await other.query(`alter table public.changing add column note text default 'new'`);
      await expect(all()).rejects.toMatchObject({ code: '0A000' });
      expect((await all()).rows).toEqual([{ n: 1, note: 'new' }]);
      await other.query('discard all');
      await expect(all()).rejects.toMatchObject({ code: '26000' });
      expect((await all()).rows).toEqual([{ n: 1, note: 'new' }]);
    } finally {
      await other.end();
    }
  });

  it('are not kept for ever, and work all the same', async () => {
    const many = Array.from({ length: MOST_PREPARED + 20 }, (_, n) => n);
    const answers = await Promise.all(many.map((n) => one(`select ${n} as n, $1::text as text`, ['x'])));
    expect(answers.map(({ rows }) => rows)).toEqual(many.map((n) => [{ n, text: 'x' }]));
    expect(await parsed()).toHaveLength(MOST_PREPARED);
  });
});
