import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** In this order; the first that fails ends the check. A step whose configuration is not there is named as left out. */
const STEPS = [
  { name: 'types', script: 'node_modules/typescript/bin/tsc', args: ['-p', 'tsconfig.json'] },
  {
    name: 'lint and format',
    script: 'node_modules/@biomejs/biome/bin/biome',
    args: ['check', '--error-on-warnings', '.'],
  },
  {
    name: 'module boundaries',
    script: 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    args: ['apps', 'libs', 'extensions', 'tools', 'test', 'bench', 'ormconfig.ts'].filter((path) => existsSync(path)),
    needs: '.dependency-cruiser.mjs',
  },
  { name: 'generated files', script: 'dist/tools/generate.js', args: ['--check'], needs: 'tools/generate.ts' },
];

for (const { name, script, args, needs } of STEPS) {
  if (needs && !existsSync(needs)) {
    console.log(`–  ${name}: left out, there is no ${needs}`);
    continue;
  }
  const begin = performance.now();
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  if (status !== 0) {
    console.log(`${stdout}${stderr}\n✗  ${name}: failed after ${seconds} s (${status ?? signal}), see above`);
    process.exit(1);
  }
  console.log(`✓  ${name}  ${seconds} s`);
}
