import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BootstrapError } from './bootstrap-error.mjs';
import { ROOT } from './root.mjs';
import { pinnedNode } from './run-node.mjs';

const SOURCES = ['apps', 'libs', 'extensions', 'bench', 'tools/generate', 'tools/generate.ts', 'ormconfig.ts'];
/** Not for dist: specs, prose, scripts that run as they are, the console (Vite builds it), results of measurements. */
const LEFT_OUT = ['**/*.spec.ts', '**/*.md', '**/*.mjs', 'apps/console/**', 'bench/results/**'];
const isLeftOut = (path) => /\.spec\.ts$|\.md$|\.mjs$|^apps\/console\/|^bench\/results\//.test(path);

/** They decide what comes out as much as the sources do. */
const TOOLS = ['.swcrc', 'tools/build.mjs', 'node_modules/.package-lock.json'];

/** What dist was made of. Written last, so that a build that was broken off does not count. */
const FINGERPRINT = join(ROOT, 'dist', '.made-of');

/** Makes everything anew when anything changed: 500 files take swc about a second, less than keeping track of each. */
export function build() {
  const sources = SOURCES.flatMap(filesBelow).filter((path) => !isLeftOut(path));
  const fingerprint = fingerprintOf([...sources, ...filesBelow('tools/docs-pages'), ...TOOLS]);
  if (existsSync(FINGERPRINT) && readFileSync(FINGERPRINT, 'utf8') === fingerprint) return;
  rmSync(FINGERPRINT, { force: true });
  const present = SOURCES.filter((path) => existsSync(join(ROOT, path)));
  const options = ['--out-dir', 'dist', '--quiet', '--copy-files', '--ignore', LEFT_OUT.join(',')];
  run('node_modules/@swc/cli/bin/swc.js', ...present, ...options);
  removeStale(new Set(sources));
  run('tools/docs-pages/build.ts');
  writeFileSync(FINGERPRINT, fingerprint);
}

/** Paths from the root, with `/`. */
function filesBelow(path) {
  const stat = statSync(join(ROOT, path), { throwIfNoEntry: false });
  if (!stat) return [];
  if (!stat.isDirectory()) return [path];
  return readdirSync(join(ROOT, path)).flatMap((name) => filesBelow(`${path}/${name}`));
}

function fingerprintOf(inputs) {
  const hash = createHash('sha256');
  for (const path of inputs) {
    const { size, mtimeMs } = statSync(join(ROOT, path));
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function run(...script) {
  const { status, stdout, stderr } = spawnSync(pinnedNode(), script, { cwd: ROOT, encoding: 'utf8' });
  if (status === 0) return;
  throw new BootstrapError(
    `${stdout}${stderr}\nThe build failed in ${script[0]}, see above.\nWhat to do: correct the source and run the command again.`,
  );
}

/** A file that was renamed or deleted must not live on in dist. */
function removeStale(sources) {
  for (const output of SOURCES.flatMap((path) => filesBelow(`dist/${path}`))) {
    const origin = output.slice('dist/'.length).replace(/\.map$/, '');
    const candidates = [origin, origin.replace(/\.js$/, '.ts'), origin.replace(/\.js$/, '.tsx')];
    if (!candidates.some((path) => sources.has(path))) rmSync(join(ROOT, output));
  }
}
