import { praxis } from './app/praxis.js';
import { referencesAsApp } from './app/references-as-app.js';
import type { Bench, Effort } from './bench.js';
import { BenchDatabases } from './databases/bench-databases.js';
import type { Result } from './measure/interleave.js';
import { LoadGenerator } from './measure/load-generator.js';
import { endAllChildren } from './processes/pinned-process.js';
import { describeMachine, describeVersions } from './report/machine.js';
import { table } from './report/table.js';
import { writeResults } from './report/write-results.js';
import { NotRunnableError } from './scenario.js';
import { scenarios } from './scenarios/index.js';

const FULL: Effort = { rounds: 11, curveRounds: 7, seconds: 1, openRounds: 5, openSeconds: 2, workloadRounds: 5 };
const QUICK: Effort = { rounds: 2, curveRounds: 2, seconds: 0.5, openRounds: 1, openSeconds: 1, workloadRounds: 1 };

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const has = (flag: string) => process.argv.includes(flag);
const calibrating = has('--calibrate');

const unknown = wanted.filter((id) => !scenarios.some((scenario) => scenario.id === id));
if (unknown.length > 0) {
  console.error(
    `No scenario ${unknown.join(', ')}. There are: ${[...new Set(scenarios.map(({ id }) => id))].join(' ')}.`,
  );
  process.exit(2);
}
const chosen = scenarios.filter(({ id }) => wanted.length === 0 || wanted.includes(id));

const app = calibrating ? referencesAsApp : praxis;
const say = (text: string) => console.error(`${new Date().toISOString().slice(11, 19)}  ${text}`);
const results: Result[] = [];
const notRun: string[] = [];
const effort = has('--quick') ? QUICK : FULL;
const details: Record<string, unknown[]> = {};

let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interrupted = true;
    endAllChildren();
  });
}

const machine = describeMachine();
await using resources = new AsyncDisposableStack();
say('starting a private Postgres and making the practice');
const databases = await BenchDatabases.start();
resources.defer(() => databases.stop());
const generator = await LoadGenerator.start();
resources.defer(() => generator.stop());
const postgres = await databases.describe();

for (const scenario of chosen) {
  if (interrupted) break;
  say(`${scenario.id}  ${scenario.title}`);
  const bench: Bench = {
    app,
    databases,
    generator,
    effort,
    growth: has('--growth'),
    say: (text) => say(`    ${text}`),
    record: (id, found) => {
      details[id] = [...(details[id] ?? []), found];
    },
  };
  try {
    results.push(...(await scenario.run(bench)));
  } catch (error) {
    const reason = error instanceof NotRunnableError ? error.message : ((error as Error).stack ?? String(error));
    notRun.push(`${scenario.id} did not run: ${reason}`);
    say(notRun.at(-1)!);
  }
}

if (interrupted) notRun.push('Interrupted: the results are incomplete and were not written.');
const report = {
  versions: describeVersions(postgres.server_version ?? ''),
  machine: { ...machine, postgres: JSON.stringify(postgres) },
  results,
};
const kind = has('--quick') ? 'quick' : calibrating ? 'calibration' : 'latest';
if (!interrupted) await writeResults(kind, report, { effort, ...details });
console.log(table(results));
for (const line of notRun) console.log(line);
process.exitCode = notRun.length > 0 || results.some(({ pass }) => !pass) ? 1 : 0;
