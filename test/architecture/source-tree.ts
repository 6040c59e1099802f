import { glob, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import ts from 'typescript';

export const ROOT = resolve(import.meta.dirname, '../..');

/** A source file, parsed. */
export interface Source {
  /** From the project's root, with `/`. */
  readonly path: string;
  readonly tree: ts.SourceFile;
  /** Everything in it, from top to bottom. */
  readonly nodes: readonly ts.Node[];
}

export function source(path: string, text: string): Source {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return { path, tree, nodes: nodesBelow(tree) };
}

/** All sources of the project that people write. */
export async function projectSources(): Promise<Source[]> {
  const paths: string[] = [];
  for await (const path of glob('{apps,libs,extensions,test,bench,tools}/**/*.{ts,tsx,mjs}', { cwd: ROOT }))
    paths.push(path);
  const written = paths.filter((path) => !/(^|\/)(node_modules|dist|results)\//.test(path)).sort();
  return Promise.all(written.map(async (path) => source(path, await readFile(join(ROOT, path), 'utf8'))));
}

/** Part of a running process: neither test nor tool. */
export const isProduction = ({ path }: Source): boolean =>
  /^(apps|libs|extensions)\//.test(path) && !/\.spec\.tsx?$|\/testing\/|^apps\/console\//.test(path);

/** The context, or `platform`, that a file belongs to. */
export const ownerOf = ({ path }: Source): string | undefined => /^(?:libs|extensions)\/([^/]+)\//.exec(path)?.[1];

function nodesBelow(tree: ts.SourceFile): ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(tree, visit);
  return nodes;
}

export const lineOf = (node: ts.Node): number => {
  const tree = node.getSourceFile();
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
};
