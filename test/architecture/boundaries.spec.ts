import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cruise, cruiseProject } from './cruise.js';
import { CLEAN_HOUSE, PLANTED_IMPORTS } from './planted-imports.js';
import { PLATFORM_ROOMS } from './platform-rooms.js';
import { ROOT } from './source-tree.js';

describe('the modules of the project', () => {
  let project: Cruise;

  beforeAll(async () => {
    project = await cruiseProject(ROOT);
  });

  it('are seen, in every part', () => {
    const seen = Object.groupBy(project.modules, (module) => module.split('/').slice(0, 2).join('/'));
    expect(seen['libs/platform']?.length).toBeGreaterThan(100);
    for (const context of ['identity', 'accounts', 'scheduling', 'billing', 'notifications']) {
      expect(seen[`libs/${context}`]?.length, context).toBeGreaterThan(10);
    }
    expect(seen['apps/standalone']).toContain('apps/standalone/main.ts');
    expect(project.modules).toContain('test/architecture/boundaries.spec.ts');
  });

  it('of the platform stand in rooms that have their place in the order', () => {
    const rooms = project.modules
      .filter((module) => module.startsWith('libs/platform/'))
      .map((module) => module.split('/')[2]);
    expect([...new Set(rooms)].sort()).toEqual([...PLATFORM_ROOMS].sort());
  });

  it('are followed to the sources of what they import, whether by path, by subpath or as a type', () => {
    expect(project.imports).toEqual(
      expect.arrayContaining([
        'libs/scheduling/scheduling.module.ts → libs/scheduling/model/therapy-session.entity.ts',
        'libs/scheduling/scheduling.module.ts → libs/billing/contract/index.ts',
        'libs/scheduling/api/therapy-sessions.controller.ts → libs/platform/context/actor.ts',
        'apps/standalone/main.ts → apps/run.ts',
      ]),
    );
    expect(project.imports.filter((each) => each.includes(' → dist/'))).toEqual([]);
  });

  it('import only what they may', () => {
    expect(project.violations).toEqual([]);
  });
});

describe('the rules of imports', () => {
  let directory: string;
  let clean: Cruise;
  let planted: Cruise;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'praxis-imports-'));
    clean = await cruiseProject(await build('clean', CLEAN_HOUSE));
    const added = Object.fromEntries(PLANTED_IMPORTS.map(({ file, source }) => [file, source]));
    planted = await cruiseProject(await build('planted', { ...CLEAN_HOUSE, ...added }));
  });

  afterAll(() => rm(directory, { recursive: true }));

  it('let a house pass that keeps them', () => {
    expect(clean.modules).toEqual(expect.arrayContaining(Object.keys(CLEAN_HOUSE)));
    expect(clean.violations).toEqual([]);
  });

  it.each(PLANTED_IMPORTS)('catch what is wrong with $file, and only that', ({ file, broken }) => {
    const caught = planted.violations.filter((violation) => violation.split(/: | → /)[1] === file);
    expect(caught.sort()).toEqual(broken.map((rule) => rule.replace(/ → |$/, (arrow) => `: ${file}${arrow}`)).sort());
  });

  it('blame nobody else', () => {
    expect(planted.violations).toHaveLength(PLANTED_IMPORTS.flatMap(({ broken }) => broken).length);
  });

  it('each have a planted violation', () => {
    const rules = PLANTED_IMPORTS.flatMap(({ broken }) => broken.map((rule) => rule.split(' ')[0]));
    expect([...new Set(rules)].sort()).toEqual([...new Set(planted.rules)].sort());
  });

  /** Writes a house whose program loads everything but specs, the console, and what is meant to be an orphan. */
  async function build(name: string, files: Readonly<Record<string, string>>): Promise<string> {
    const house = join(directory, name);
    const orphans = PLANTED_IMPORTS.filter(({ broken }) => broken.includes('no-orphans')).map(({ file }) => file);
    const loaded = Object.keys(files).filter(
      (file) => /^(apps|libs)\/.*(?<!\.spec)\.ts$/.test(file) && !file.startsWith('libs/platform/context/'),
    );
    const main = loaded.filter((file) => !orphans.includes(file)).map((file) => `import '../../${file}';`);
    const { imports } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
    const manifest = { type: 'module', imports, dependencies: DEPENDENCIES, devDependencies: { vitest: '*' } };
    const all = { ...files, 'apps/standalone/main.ts': main.join('\n'), 'package.json': JSON.stringify(manifest) };
    for (const [file, source] of Object.entries(all)) {
      await mkdir(dirname(join(house, file)), { recursive: true });
      await writeFile(join(house, file), source);
    }
    await symlink(join(ROOT, 'node_modules'), join(house, 'node_modules'));
    return house;
  }
});

const DEPENDENCIES = Object.fromEntries(
  ['pg', 'typeorm', '@nestjs/cqrs', 'bullmq', '@nestjs/bullmq', 'ioredis'].map((name) => [name, '*']),
);
