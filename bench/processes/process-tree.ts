import { readdirSync, readFileSync } from 'node:fs';
import { secondsIn } from './usage.js';

interface Stat {
  readonly pid: number;
  readonly name: string;
  readonly parent: number;
  /** Processor time so far, that of children which have ended included. */
  readonly seconds: number;
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
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return [{ pid: Number(entry), name, parent: Number(fields[1]), seconds: secondsIn(fields.slice(11, 15)) }];
  } catch (error) {
    // It ended between the listing and the look.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
