import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BootstrapError } from './bootstrap-error.mjs';
import { ROOT } from './root.mjs';

/** Installs what package-lock.json says, unless exactly that is installed. */
export async function install() {
  if (isInstalled()) return;
  const begin = Date.now();
  console.error('Installing dependencies (only when they changed; takes a minute or two) …');
  const { code, output } = await npmCi();
  if (code !== 0) {
    throw new BootstrapError(
      `${output}\nThe dependencies could not be installed: npm ci ended with ${code}, see above.\n` +
        'What to do: check that the npm registry can be reached and the disk has 1 GB free, then run the command again.',
    );
  }
  console.error(`Installed in ${Math.round((Date.now() - begin) / 1000)} s.`);
}

/**
 * npm keeps a list of what it installed, written last. Compared package by package, so that an install that was broken off
 * or made by hand counts for what it is.
 */
function isInstalled() {
  const list = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(list)) return false;
  const installed = packagesIn(list);
  const wanted = packagesIn(join(ROOT, 'package-lock.json'));
  delete wanted[''];
  for (const path of Object.keys(installed)) if (!wanted[path]) return false;
  return Object.entries(wanted).every(([path, { version, integrity, optional, devOptional }]) => {
    const found = installed[path];
    return found ? found.version === version && found.integrity === integrity : optional || devOptional;
  });
}

const packagesIn = (lockFile) => JSON.parse(readFileSync(lockFile, 'utf8')).packages;

function npmCi() {
  // Development packages hold the compiler, so NODE_ENV=production must not leave them out. Errors only: npm warns that
  // the machine's own Node is older than some packages want, but they run on the pinned one.
  const options = ['ci', '--include=dev', '--include=optional', '--loglevel=error', '--no-audit', '--no-fund'];
  const npm = process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : undefined;
  const [program, args] = npm ? [process.execPath, [npm, ...options]] : ['npm', options];
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: error.code, output: error.message }));
    child.on('close', (code, signal) => resolve({ code: code ?? signal, output }));
  });
}
