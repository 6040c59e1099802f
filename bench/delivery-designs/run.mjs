import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { withClient } from './connections.mjs';
import { checkMutants, checkSequencing } from './correctness.mjs';
import { deliveryRows } from './delivery-rows.mjs';
import { observe } from './horizon-flaws.mjs';
import {
  draining as drain,
  drainingPoisoned,
  drainingReadOnce,
  drainingWhileHeld,
  writingByHand,
} from './measure-draining.mjs';
import { latency as latencyOf } from './measure-latency.mjs';
import { publishing as publish, publishers } from './measure-publishing.mjs';
import { checkpointChurn, sequencing } from './measure-sequencer.mjs';
import { openDatabase } from './postgres.mjs';
import { checkCrash, checkRefusals, checkRestore } from './recovery.mjs';
import { report } from './report.mjs';
import { sequencedLog } from './sequenced-log.mjs';
import { snapshotHorizon } from './snapshot-horizon.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
/** The large backlog takes most of the time and varies least. */
const ROUNDS_WITH_LARGE_BACKLOG = 3;
const DESIGNS = [snapshotHorizon, deliveryRows, sequencedLog];

const database = await openDatabase();
const { url } = database;
const started = performance.now();

try {
  const checks = {
    sequencing: await checkSequencing(url, { transactions: 2000 }),
    mutantsCaught: await checkMutants(url),
    restore: await checkRestore(url),
    restoreWithoutTheIdentifier: await checkRestore(url, { sameCluster: true }),
    refusals: await checkRefusals(url),
    crash: database.crash ? await checkCrash(database) : 'needs a private server',
    designs: {},
  };
  for (const design of DESIGNS) checks.designs[design.key] = await observe(database, design);
  progress('checks');
  if (checks.sequencing.violations.length > 0) throw new Error(checks.sequencing.violations.join('; '));

  const rounds = [];
  for (let n = 0; n < ROUNDS; n += 1) {
    rounds.push(await round(n));
    progress(`round ${n + 1} of ${ROUNDS}`);
  }
  const once = {
    checkpointChurn: await checkpointChurn(url, { steps: 10_000 }),
    sequencing: [
      await sequencing(url, sequencedLog, { stored: 100_000 }),
      await sequencing(url, sequencedLog, { stored: 1_000_000 }),
    ],
  };
  progress('single measurements');

  const { rows } = await withClient(url, (client) => client.query('show server_version'));
  const about = {
    postgres: rows[0].server_version,
    node: process.version,
    cores: cpus().length,
    rounds: ROUNDS,
    seconds: Math.round((performance.now() - started) / 1000),
  };
  const results = { about, checks, once, rounds };
  writeFileSync(new URL('./results.json', import.meta.url), `${JSON.stringify(results, null, 2)}\n`);
  console.log(report(results));
} finally {
  await database.close();
}

/** Everything once for each design; who comes first changes with the round, and the references are measured among them. */
async function round(n) {
  const turn = DESIGNS.map((_, index) => DESIGNS[(index + n) % DESIGNS.length]);
  for (const design of DESIGNS) await withClient(url, (client) => design.reinstall(client));
  const publishing = await publish(
    database,
    [
      { key: 'plain', publish: publishers.plain },
      ...turn.map((design) => ({ key: design.key, publish: publishers.of(design) })),
      { key: 'cSequencing', publish: publishers.of(sequencedLog), beside: everyFewMilliseconds },
      { key: 'oneLock', publish: publishers.oneLock },
    ],
    { slices: 4, seconds: 0.4 },
  );

  let draining;
  if (n < ROUNDS_WITH_LARGE_BACKLOG) {
    draining = { byHand: await writingByHand(database, snapshotHorizon, { events: 100_000 }) };
    for (const design of turn) draining[design.key] = await drain(database, design, { events: 100_000 });
    draining.cReadOnce = await drainingReadOnce(database, sequencedLog, { events: 100_000 });
  }

  const oneByOne = {};
  for (const design of turn) {
    oneByOne[design.key] = await drain(database, design, { events: 400, together: false });
  }

  const latency = await latencyOf(url, turn, { events: 150 });

  const undisturbed = {};
  const held = {};
  const poisoned = {};
  for (const design of turn) {
    undisturbed[design.key] = await drain(database, design, { events: 20_000 });
    held[design.key] = await drainingWhileHeld(database, design, { events: 20_000 });
    if (held[design.key].stalled !== (design === snapshotHorizon)) {
      throw new Error(`Design ${design.key} does not do what is said of it while a transaction is held open.`);
    }
    poisoned[design.key] = await drainingPoisoned(database, design, { events: 20_000 });
  }
  return { publishing, draining, oneByOne, latency, undisturbed, held, poisoned };
}

async function everyFewMilliseconds(client) {
  await sequencedLog.prepare(client);
  await pause(5);
}

function progress(what) {
  console.error(`${((performance.now() - started) / 1000).toFixed(0)} s: ${what}`);
}
