// The way in behind every npm script. Runs on the machine's own Node (20 or newer) and imports nothing but Node, because
// on a fresh clone there is nothing else: installs when package-lock.json asks for it, builds when sources changed, then
// runs the program on the pinned Node.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BootstrapError } from './bootstrap-error.mjs';
import { build } from './build.mjs';
import { exclusively } from './exclusively.mjs';
import { install } from './install.mjs';
import { ROOT } from './root.mjs';
import { runNode } from './run-node.mjs';

const VITEST = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=./tools/closing-line.mjs'];

/** command → the script that it runs, with its first arguments. */
const PROGRAMS = {
  start: ['dist/apps/standalone/main.js'],
  'start:api': ['dist/apps/api/main.js'],
  'start:worker': ['dist/apps/worker/main.js'],
  'start:gateway': ['dist/apps/gateway/main.js'],
  setup: ['dist/apps/setup/main.js'],
  test: VITEST,
  'test:cluster': [...VITEST, '--config=vitest.cluster.config.ts'],
  check: ['tools/check.mjs'],
  bench: ['dist/bench/run.js'],
  /** Any other script: `node tools/bootstrap.mjs run dist/tools/generate.js`. */
  run: [],
  /** Installs and builds, runs nothing. */
  build: undefined,
};

async function main(command, ...rest) {
  if (!Object.hasOwn(PROGRAMS, command)) {
    throw new BootstrapError(`Unknown command: ${command}. There are: ${Object.keys(PROGRAMS).join(', ')}.`);
  }
  await exclusively(ROOT, async () => {
    await install();
    build();
  });
  const program = PROGRAMS[command];
  if (!program) return 0;
  const [script, ...args] = [...program, ...rest];
  if (!script || !existsSync(join(ROOT, script))) {
    throw new BootstrapError(`${command}: there is no ${script ?? 'script named'} in ${ROOT}.`);
  }
  return await runNode([...flagsOf(command), script, ...args]);
}

/**
 * A serving process is started once and stays. Left alone, V8 keeps what loading 3,000 modules once needed: 318 MB resident instead of
 * 220. With less than 16 MB it collects so often under load that a booking takes a quarter more CPU, which is nothing to whoever runs
 * all of it on a laptop: that one gets 8 MB. The source maps of all packages are another 22 MB, and what they would map is as
 * readable as its source.
 */
const YOUNG_MEGABYTES = { start: 8, 'start:api': 16, 'start:worker': 16 };
const flagsOf = (command) =>
  command in YOUNG_MEGABYTES ? [`--max-semi-space-size=${YOUNG_MEGABYTES[command]}`] : ['--enable-source-maps'];

try {
  process.exitCode = await main(...process.argv.slice(2));
} catch (error) {
  if (!(error instanceof BootstrapError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
