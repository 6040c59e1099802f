import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { outdatedFiles, writeFiles } from '#tools/generate/generated-files.js';

const FILES = { 'docs/a.json': '{\n  "a": 1\n}\n', 'docs/deep/b.md': '# B\n' };

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'praxis-generated-'));
});

afterEach(() => rm(root, { recursive: true }));

it('names generated files that are missing, and writes nothing', async () => {
  expect(await outdatedFiles(root, FILES)).toEqual(['docs/a.json is missing', 'docs/deep/b.md is missing']);
  expect(await readdir(root)).toEqual([]);
});

it('shows where a generated file is out of date, and leaves it as it is', async () => {
  await writeFiles(root, FILES);
  await writeFile(join(root, 'docs/a.json'), '{\n  "a": 2\n}\n');
  expect(await outdatedFiles(root, FILES)).toEqual([
    'docs/a.json is out of date, first in line 2:\n  -   "a": 2\n  +   "a": 1',
  ]);
  expect(await readFile(join(root, 'docs/a.json'), 'utf8')).toContain('"a": 2');
});

it('sees a file that only lacks its end, and one that goes on too long', async () => {
  await writeFiles(root, FILES);
  await writeFile(join(root, 'docs/a.json'), '{\n  "a": 1\n}');
  await writeFile(join(root, 'docs/deep/b.md'), '# B\nmore\n');
  expect(await outdatedFiles(root, FILES)).toEqual([
    'docs/a.json is out of date, first in line 4:\n  - (ends here)\n  + ',
    'docs/deep/b.md is out of date, first in line 2:\n  - more\n  + ',
  ]);
});

it('writes only what changed', async () => {
  expect(await writeFiles(root, FILES)).toEqual(['docs/a.json', 'docs/deep/b.md']);
  expect(await outdatedFiles(root, FILES)).toEqual([]);
  expect(await writeFiles(root, { ...FILES, 'docs/deep/b.md': '# C\n' })).toEqual(['docs/deep/b.md']);
});
