import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { StartCommand } from '../app/app-under-test.js';
import { type Result, summarise } from '../measure/interleave.js';
import { bound } from '../measure/target.js';
import { freePort } from '../processes/free-port.js';
import { processTree } from '../processes/process-tree.js';
import { untilReady } from '../processes/until-ready.js';
import { residentMemory } from '../processes/usage.js';
import { NotRunnableError, type Scenario } from '../scenario.js';

const FIRST_START_MS = 300_000;
const START_MS = 60_000;
const IDLE_MS = 5_000;
const SECONDS = 3;
const MEGABYTES = 220;

/** B15: the start command on existing data until it is ready, and what it then holds in memory. */
export const startUp: Scenario = {
  id: 'B15',
  title: 'start, memory',
  async run(bench) {
    const { app } = bench;
    if (!app.startCommand) throw new NotRunnableError(`${app.name} brings no start command.`);
    const home = await mkdtemp(join(tmpdir(), 'praxis-bench-start-'));
    await chmod(home, 0o755);
    try {
      bench.say('first start, which makes the data');
      await (await startedOnce(app.startCommand(home, await freePort()), FIRST_START_MS)).stop();
      const seconds: number[] = [];
      const megabytes: number[] = [];
      for (let round = 0; round < bench.effort.workloadRounds; round++) {
        const run = await startedOnce(app.startCommand(home, await freePort()), START_MS);
        seconds.push(run.seconds);
        await pause(IDLE_MS);
        const memory = run.memory();
        megabytes.push(memory[0]!);
        bench.record('B15', { seconds: run.seconds, memory });
        await run.stop();
      }
      return [
        absolute('start on existing data to ready', 's', seconds, SECONDS),
        absolute('resident memory idle, everything in one process, without Postgres', 'MB', megabytes, MEGABYTES),
      ];
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  },
};

const absolute = (name: string, unit: string, ours: number[], limit: number): Result =>
  summarise({ id: 'B15', name, unit, target: bound(limit, unit) }, { ours, reference: ours.map(() => limit) });

/** Neither pinned nor warmed up: this is what a person waits for. */
async function startedOnce({ command, args, environment, readyPath }: StartCommand, limitMs: number) {
  const began = performance.now();
  const child = spawn(command, args, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4_000);
    });
  }
  const ended = new Promise<string>((resolve) => child.once('exit', (code) => resolve(`code ${code}\n${output}`)));
  const stop = async () => {
    // npm hands the signal on to what it runs, and ends after it.
    child.kill('SIGTERM');
    await ended;
  };
  try {
    await untilReady(`http://127.0.0.1:${environment.PORT}${readyPath}`, limitMs, ended);
  } catch (error) {
    await stop();
    throw error;
  }
  return { seconds: (performance.now() - began) / 1000, memory: () => nodeProcesses(child.pid!), stop };
}

/**
 * MB of each Node process below the command, the largest first: that is the application, the others wait for its end.
 * npm and the shell that it starts have names of their own.
 */
function nodeProcesses(root: number): number[] {
  const nodes = processTree(root).filter(({ name }) => name.startsWith('node') || name === 'MainThread');
  if (nodes.length === 0) throw new Error('No Node process was found below the start command.');
  return nodes.map(({ pid }) => residentMemory(pid)).sort((a, b) => b - a);
}
