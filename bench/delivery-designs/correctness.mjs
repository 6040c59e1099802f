import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from './connections.mjs';

const SQL = readFileSync(new URL('./sequenced-log.sql', import.meta.url), 'utf8');
const TARGETS = Array.from({ length: 12 }, () => randomUUID());
const APPEND = `
  with changed as (update target set version = version + 1 where id = $1 returning version)
  insert into messaging.event (account_id, type, target, payload)
  select $1, 'target.changed', $1, jsonb_build_object('version', version, 'session', pg_backend_pid()) from changed
  returning position`;

/** The ways to get it wrong; each has to be caught by the same check that the function passes. */
const MUTANTS = {
  'forgets what was in flight': [/ or e\.xid = any \(unseen\)/, ''],
  'orders by transaction number': [/over \(order by fresh\.position\)/, 'over (order by fresh.xid, fresh.position)'],
  'takes no lock': [/perform pg_advisory_xact_lock\(.*\);/, ''],
  'remembers a later snapshot': [
    /select max\(placed\.seq\), pg_current_snapshot\(\)/,
    'select max(placed.seq), pg_temp.snapshot_of_a_later_moment()',
  ],
  'goes by position alone': [
    /where e\.xid >= .*/,
    'where e.position > (select coalesce(max(l.position), 0) from messaging.log l)',
  ],
};

export async function checkSequencing(url, { transactions = 600, mutant } = {}) {
  const admin = await connect(url);
  await install(admin, mutant);
  const violations = [];
  const committed = new Set();
  let running = true;

  const sequencers = Array.from({ length: 3 }, async () => {
    const client = await connect(url);
    while (running) {
      await client.query('select messaging.sequence()').catch((error) => violations.push(error.message));
      await pause(randomInt(15));
    }
    await client.end();
  });
  const reader = (async () => {
    const client = await connect(url);
    let cursor = 0;
    while (running) {
      const { rows } = await client.query('select seq from messaging.log where seq > $1 order by seq limit 50', [
        cursor,
      ]);
      for (const { seq } of rows) {
        if (Number(seq) !== cursor + 1) violations.push(`a reader at ${cursor} was given ${seq} next`);
        cursor = Number(seq);
      }
      await pause(1);
    }
    await client.end();
  })();
  // Other work on the server: numbers that are taken and never publish anything.
  const bystander = (async () => {
    const client = await connect(url);
    while (running) await client.query('select pg_current_xact_id()');
    await client.end();
  })();

  let left = transactions;
  const publishers = Array.from({ length: 14 }, async (_, index) => {
    const client = await connect(url);
    while (left-- > 0) for (const position of await randomTransaction(client, index)) committed.add(position);
    await client.end();
  });
  await Promise.all(publishers);
  running = false;
  await Promise.all([...sequencers, reader, bystander]);
  await admin.query('select messaging.sequence()').catch((error) => violations.push(error.message));

  violations.push(...(await logAgainst(admin, committed)));
  await admin.end();
  return { transactions, events: committed.size, violations };
}

/** Changes one to three targets, with savepoints kept and undone; one in five is rolled back, some are held for long. */
async function randomTransaction(client, index) {
  const positions = [];
  await client.query('begin');
  // Takes its number early, so that numbers and commits come in different orders.
  if (randomInt(3) === 0) await client.query('select pg_current_xact_id()');
  if (randomInt(4) === 0) await pause(randomInt(12));
  // Always in the same order, so that none waits for another in a circle.
  const touched = TARGETS.filter(() => randomInt(TARGETS.length) < 2).slice(0, 3);
  for (const target of touched) {
    const savepoint = randomInt(3);
    if (savepoint > 0) await client.query('savepoint step');
    // Beyond 64 subtransactions the server no longer keeps their numbers in the snapshot.
    if (randomInt(60) === 0)
      for (let n = 0; n < 70; n += 1) await client.query('savepoint deep; insert into scratch default values');
    const { rows } = await client.query(APPEND, [target]);
    if (savepoint === 2) await client.query('rollback to savepoint step');
    else positions.push(rows[0].position);
    if (savepoint === 1 && randomInt(2) === 0) await client.query('release savepoint step');
    if (randomInt(6) === 0) await pause(randomInt(5));
  }
  if (index < 2) await pause(randomInt(120));
  if (randomInt(5) === 0) {
    await client.query('rollback');
    return [];
  }
  await client.query('commit');
  return positions;
}

async function install(admin, mutant) {
  await admin.query('drop schema if exists messaging cascade; drop table if exists target, scratch');
  await admin.query(
    'create table target (id uuid primary key, version integer not null); create table scratch (n int)',
  );
  await admin.query(`insert into target select unnest($1::uuid[]), 0`, [TARGETS]);
  let sql = SQL;
  if (mutant) {
    const [guard, without] = MUTANTS[mutant];
    assert.match(SQL, guard, `The mutant "${mutant}" no longer finds the guard that it takes out.`);
    sql = SQL.replace(guard, without);
  }
  if (mutant === 'orders by transaction number')
    sql = sql.replace('select e.position from', 'select e.position, e.xid from');
  if (mutant === 'remembers a later snapshot') {
    sql = sql.replace('pg_temp.snapshot_of_a_later_moment', 'public.snapshot_of_a_later_moment');
    await admin.query(`
      create or replace function public.snapshot_of_a_later_moment() returns pg_snapshot language plpgsql volatile
      as $$ begin perform pg_sleep(0.002); return (select pg_current_snapshot()); end $$`);
  }
  await admin.query(sql);
}

/** Every committed event once, none other, without a gap, and each target's versions in the order they were committed. */
async function logAgainst(client, committed) {
  const violations = [];
  const { rows } = await client.query(`
    select l.seq, l.position, e.target, (e.payload->>'version')::int as version
    from messaging.log l left join messaging.event e using (position) order by l.seq`);
  const logged = new Set(rows.map((row) => row.position));
  if (logged.size !== rows.length) violations.push(`${rows.length - logged.size} events are in the log twice`);
  const missing = [...committed].filter((position) => !logged.has(position)).length;
  if (missing) violations.push(`${missing} committed events are missing`);
  const foreign = [...logged].filter((position) => !committed.has(position)).length;
  if (foreign) violations.push(`${foreign} events in the log were never committed`);
  if (rows.some((row, index) => Number(row.seq) !== index + 1)) violations.push('the log has a gap');
  const versions = new Map();
  let disorder = 0;
  for (const { target, version } of rows) {
    if (version !== (versions.get(target) ?? 0) + 1) disorder += 1;
    versions.set(target, version);
  }
  if (disorder) violations.push(`${disorder} events are out of the order of their target`);
  return violations;
}

export async function checkMutants(url) {
  const caught = {};
  for (const mutant of Object.keys(MUTANTS)) {
    let violations = [];
    // Random, so a guard that matters rarely may need another try to be missed.
    for (let attempt = 0; attempt < 4 && violations.length === 0; attempt += 1) {
      ({ violations } = await checkSequencing(url, { transactions: 300, mutant }));
    }
    assert.ok(violations.length > 0, `The mutant "${mutant}" was not caught.`);
    caught[mutant] = [...new Set(violations)].slice(0, 2);
  }
  return caught;
}
