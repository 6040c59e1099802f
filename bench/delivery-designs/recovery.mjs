import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { connect, until, withClient } from './connections.mjs';
import { SEQUENCED_LOG_SQL } from './sequenced-log.mjs';

const PUBLISH = `insert into messaging.event (account_id, type, target, payload) select $1, 'x', $1, '{}' from generate_series(1, $2)`;
const UNLOGGED = `select count(*)::int as missing from messaging.event where position not in (select position from messaging.log)`;

/** Kills the server in the middle of publishing, sequencing and a reaction; nothing acknowledged may be lost or doubled. */
export async function checkCrash(database, { crashes = 6 } = {}) {
  await withClient(database.url, async (client) => {
    await reinstall(client);
    await client.query('create table seen (position bigint primary key)');
    await client.query(`insert into messaging.checkpoint values ('crash', -1, 0)`);
  });
  const acknowledged = [];
  let passesLost = 0;
  for (let n = 0; n < crashes; n += 1) {
    const load = [
      publishUntilKilled,
      publishUntilKilled,
      publishUntilKilled,
      sequenceUntilKilled,
      reactUntilKilled,
    ].map((each) => each(database.url, acknowledged));
    await until(() => acknowledged.length >= (n + 1) * 400, 'acknowledged events');
    await database.crash();
    const heads = await Promise.all(load);
    await withClient(database.url, async (client) => {
      const { rows } = await client.query(`
        select (select max(head) from messaging.sequencer)::int as head,
               (select max(seq) from messaging.checkpoint)::int as checkpoint`);
      assert.ok(rows[0].checkpoint <= rows[0].head, 'a durable checkpoint is ahead of the durable log');
      if (rows[0].head < heads[3]) passesLost += 1;
    });
  }
  return withClient(database.url, async (client) => {
    await client.query('select messaging.sequence()');
    while (await reactOnce(client));
    const { rows } = await client.query(`
      select (select array_agg(position) from messaging.event) as events, (select array_agg(position) from seen) as seen,
             (select count(*)::int = max(seq) from messaging.log) as gapless`);
    const [{ events, seen, gapless }] = rows;
    assert.ok(gapless, 'the log has a gap');
    assert.deepEqual(new Set(seen), new Set(events), 'what the reaction saw is not what was committed');
    const survivors = new Set(events);
    assert.ok(
      acknowledged.every((position) => survivors.has(position)),
      'an acknowledged event is gone',
    );
    return { crashes, crashesThatLostAPass: passesLost, acknowledged: acknowledged.length, delivered: seen.length };
  });
}

async function publishUntilKilled(url, acknowledged) {
  await untilKilled(url, async (client) => {
    const { rows } = await client.query(`${PUBLISH} returning position`, [randomUUID(), 1]);
    acknowledged.push(rows[0].position);
  });
}

async function sequenceUntilKilled(url) {
  let seen = 0;
  await untilKilled(url, async (client) => {
    seen = Number((await client.query('select head from messaging.sequence()')).rows[0].head);
  });
  return seen;
}

async function reactUntilKilled(url) {
  await untilKilled(url, reactOnce);
}

/** Effect and checkpoint in one statement and so in one transaction. */
async function reactOnce(client) {
  const { rows } = await client.query(`
    with last as (select seq from messaging.checkpoint where reaction = 'crash' order by from_seq desc limit 1),
      batch as (select l.* from messaging.log l, last where l.seq > last.seq order by l.seq limit 20),
      effect as (insert into seen select position from batch)
    insert into messaging.checkpoint select 'crash', last.seq, (select max(seq) from batch) from last
    where exists (select from batch) returning seq`);
  return rows.length > 0;
}

async function untilKilled(url, work) {
  const client = await connect(url);
  let alive = true;
  client.on('error', () => (alive = false));
  while (alive) {
    await work(client).catch((error) => {
      if (error.code?.startsWith('23')) throw error;
      alive = false;
    });
  }
}

/**
 * What a dump looks like after it was restored into a younger cluster: the events carry numbers from far ahead, and so
 * does the snapshot. Rows are moved by a thousand million here instead, which is the same to the function.
 */
export async function checkRestore(url, { sameCluster = false } = {}) {
  return withClient(url, async (client) => {
    await reinstall(client);
    await client.query(PUBLISH, [randomUUID(), 50]);
    await client.query('select messaging.sequence()');
    // Committed, but not yet in the log when the dump was taken.
    await client.query(PUBLISH, [randomUUID(), 7]);
    await client.query(`update messaging.event set xid = (xid::text::bigint + 1000000000)::text::xid8`);
    await client.query(
      `
      update messaging.sequencer set cluster = cluster + $1, snapshot = format('%s:%s:%s',
        pg_snapshot_xmin(snapshot)::text::bigint + 1000000000, pg_snapshot_xmax(snapshot)::text::bigint + 1000000000,
        (select string_agg((x::text::bigint + 1000000000)::text, ',') from pg_snapshot_xip(snapshot) x))::pg_snapshot`,
      [sameCluster ? 0 : 1],
    );

    // One publisher is in flight when the repair starts and commits between its two statements, where a trigger holds it.
    await client.query(`
      create function messaging.wait() returns trigger language plpgsql as 'begin perform pg_advisory_xact_lock(7); return null; end';
      create trigger wait after insert or update on messaging.sequencer execute function messaging.wait()`);
    const publisher = await connect(url);
    await publisher.query('begin; select pg_advisory_lock(7)');
    await publisher.query(PUBLISH, [randomUUID(), 3]);
    await client.query(PUBLISH, [randomUUID(), 5]);
    const repair = client.query('select messaging.sequence()');
    const waiting = `select from pg_locks where locktype = 'advisory' and objid = 7 and not granted`;
    await until(async () => (await publisher.query(waiting)).rowCount > 0, 'the repair to be between its statements');
    await publisher.query('commit; select pg_advisory_unlock(7)');
    await publisher.end();
    await repair;
    await client.query('select messaging.sequence()');
    const afterRepair = (await client.query(UNLOGGED)).rows[0].missing;
    await client.query(PUBLISH, [randomUUID(), 5]);
    const { rows } = await client.query('select appended::int, head::int from messaging.sequence()');
    const afterwards = (await client.query(UNLOGGED)).rows[0].missing;
    assert.deepEqual({ afterRepair, ...rows[0], afterwards }, { afterRepair: 0, appended: 5, head: 70, afterwards: 0 });
    return { events: 70, afterRepair, afterwards };
  });
}

/** What would lose or repeat events has to fail loudly. */
export async function checkRefusals(url) {
  return withClient(url, async (client) => {
    await reinstall(client);
    const refused = async (reason, ...statements) => {
      await assert.rejects(async () => {
        for (const statement of statements) await client.query(statement);
      }, reason);
      await client.query('rollback');
    };
    await refused(/first write/, 'begin', 'select pg_current_xact_id()', 'select messaging.sequence()');
    await refused(/first write/, 'begin isolation level repeatable read', 'select messaging.sequence()');
    const owner = `sequencing_without_bypass_${process.pid}`;
    await client.query(`
      create role ${owner};
      grant all on schema messaging to ${owner};
      grant all on all tables in schema messaging to ${owner};
      alter table messaging.event enable row level security;
      alter function messaging.sequence owner to ${owner}`);
    await refused(/row-level security/, 'select messaging.sequence()');
    await client.query(`drop schema messaging cascade; drop role ${owner}`);
    await reinstall(client);
    await client.query(
      `select messaging.advance('one', -1, 0), messaging.advance('one', 0, 5), messaging.advance('one', 5, 9)`,
    );
    await refused(/duplicate key/, `select messaging.advance('one', 5, 8)`);
    await client.query('select messaging.clear_history()');
    assert.equal((await client.query('select from messaging.checkpoint')).rowCount, 1);
    await refused(/already gone on/, `select messaging.advance('one', 0, 5)`);
    await client.query(`select messaging.advance('one', 9, 10)`);
    return [
      'after a write',
      'repeatable read',
      'events hidden by row-level security',
      'a step taken twice',
      'an outdated step',
    ];
  });
}

async function reinstall(client) {
  await client.query(`drop schema if exists messaging cascade; drop table if exists seen; ${SEQUENCED_LOG_SQL}`);
}
