import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/**
 * Who runs where. With two cores the server under test has core 0, the generator core 1, and Postgres is bound to neither:
 * its backends take what both leave, alike for both sides of a comparison.
 */
export type Core = 'server' | 'generator';

const CORE_OF: Record<Core, string> = { server: '0', generator: '1' };

/** Why processes cannot be bound to cores here, or undefined when they can. */
function whyNotPinned(): string | undefined {
  if (availableParallelism() < 2) return 'only one core';
  try {
    execFileSync('taskset', ['-c', '0,1', 'true'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'no taskset (util-linux)';
  }
}

const unpinned = whyNotPinned();

/** Command and arguments that run `command` on that core, or as it is where binding is not possible. */
export function onCore(core: Core, command: string, args: readonly string[]): [string, string[]] {
  return unpinned ? [command, [...args]] : ['taskset', ['-c', CORE_OF[core], command, ...args]];
}

/** One line for the results: how the cores were shared. */
export function describeCores(): string {
  if (unpinned) return `not pinned: ${unpinned}`;
  return `server on core ${CORE_OF.server}, generator on core ${CORE_OF.generator}, Postgres on any`;
}
