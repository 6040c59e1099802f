import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';

const FOLDER = join(dirname(findPackageJSON(import.meta.url) as string), 'docs/generated');

/** A document that `npm run generate` made from the code; that it is up to date is checked before every commit. */
export async function generatedDocument(name: 'openapi.json' | 'asyncapi.json'): Promise<object> {
  return JSON.parse(await readFile(join(FOLDER, name), 'utf8'));
}
