import { readdirSync, readFileSync } from 'node:fs';

interface Stat {
  readonly pid: number;
  readonly name: string;
  readonly parent: number;
}

/** All processes below one, itself included, with the names that the kernel has for them. Linux only. */
export function processTree(root: number): Stat[] {
  const all = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap(stat);
  const found = all.filter(({ pid }) => pid === root);
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid));
  return found;
}

function stat(entry: string): Stat[] {
  try {
    const text = readFileSync(`/proc/${entry}/stat`, 'utf8');
    const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
    return [{ pid: Number(entry), name, parent: Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]) }];
  } catch (error) {
    // It ended between the listing and the look.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
