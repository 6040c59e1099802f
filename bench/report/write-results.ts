import { mkdir, rename, writeFile } from 'node:fs/promises';
import type { Result } from '../measure/interleave.js';

export interface Report {
  readonly versions: Record<string, string>;
  readonly machine: Record<string, string | number>;
  readonly results: readonly Result[];
}

const FOLDER = new URL('../../../bench/results/', import.meta.url);

/** Writes `bench/results/<name>.json` (interfaces.md) and beside it what is behind the figures. */
export async function writeResults(name: string, report: Report, details: object): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await replace(`${name}.json`, report);
  await replace(`${name}.details.json`, details);
}

async function replace(file: string, content: object): Promise<void> {
  const unfinished = new URL(`${file}.part`, FOLDER);
  await writeFile(unfinished, `${JSON.stringify(content, rounded, 2)}\n`);
  await rename(unfinished, new URL(file, FOLDER));
}

/** More than five digits would claim a precision that the machine does not have. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
}
