import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { isatty } from 'node:tty';
import { BootstrapError } from './bootstrap-error.mjs';
import { ROOT } from './root.mjs';

const OLDEST_USABLE = 22;
const LOOK_EVERY_MS = 500;

/** The pinned Node, which npm installs as a package; on a platform that has none, the one that runs this if new enough. */
export function pinnedNode() {
  const pinned = join(ROOT, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  // Tried, because the package for glibc installs on other systems as well.
  if (existsSync(pinned) && spawnSync(pinned, ['--version']).status === 0) return pinned;
  if (Number.parseInt(process.versions.node, 10) >= OLDEST_USABLE) return process.execPath;
  throw new BootstrapError(
    `Praxis needs Node 24 (at least ${OLDEST_USABLE}); this is ${process.version}, and the copy that npm installs is not usable.\n` +
      `Why: ${existsSync(pinned) ? `${pinned} does not run on this system` : `there is none for ${process.platform}-${process.arch}, or its download failed`}.\n` +
      'What to do: delete node_modules and run the command again, or install Node 24.',
  );
}

/** Runs a script on the pinned Node as if in this process's place: same terminal, same environment. Settles with its exit code. */
export function runNode(args) {
  const node = pinnedNode();
  const env = { ...process.env, PATH: `${join(ROOT, 'node_modules', '.bin')}${delimiter}${process.env.PATH}` };
  const child = spawn(node, args, { cwd: ROOT, stdio: 'inherit', env });
  forwardSignals(child);
  endWithNpm(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    // 128 + signal is how a shell tells it.
    child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

/** A terminal sends Ctrl-C and its own end to the child as well; a second one could cut the child's shutdown short. */
function forwardSignals(child) {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
    const alreadyThere = signal !== 'SIGTERM' && isatty(0);
    process.on(signal, () => alreadyThere || child.kill(signal));
  }
}

/** When npm is killed with no chance to say so, the program must not live on unseen and hold its port. */
function endWithNpm(child) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, LOOK_EVERY_MS);
  watch.unref();
}
