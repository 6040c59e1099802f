import 'reflect-metadata';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import { type ContextManifest, manifestOf } from '#platform/composition/bounded-context.js';
import { ROOT } from './source-tree.js';

interface Context {
  /** For example `libs/scheduling`. */
  readonly folder: string;
  readonly manifest: ContextManifest;
}

/** All contexts that there are, whether an app lists them or not. */
export async function allContexts(): Promise<Context[]> {
  const paths = await filesLike('{libs,extensions}/*/*.module.ts');
  const contexts = paths.map(async (path) => {
    const [module] = await classesOf(path);
    if (!module) throw new Error(`${path} exports no class.`);
    return { folder: path.slice(0, path.lastIndexOf('/')), manifest: manifestOf(module) };
  });
  return Promise.all(contexts);
}

/** All classes exported from the files that match. */
export async function classesIn(pattern: string): Promise<Type<object>[]> {
  const classes = await Promise.all((await filesLike(pattern)).map(classesOf));
  return classes.flat();
}

async function filesLike(pattern: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const path of glob(pattern, { cwd: ROOT })) paths.push(path);
  return paths.sort();
}

async function classesOf(path: string): Promise<Type<object>[]> {
  const module: object = await import(/* @vite-ignore */ join(ROOT, path));
  return Object.values(module).filter(isClass);
}

const isClass = (value: unknown): value is Type<object> =>
  typeof value === 'function' && /^class\b/.test(String(value));
