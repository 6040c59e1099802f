import { randomInt } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createFileOnce } from './write-once.js';

/** Below the range from which Linux and macOS take the ports of outgoing connections, so that none sits there later. */
const LOWEST = 20_000;
const HIGHEST = 32_000;

/** The port of the last start, or a new one, which is remembered in `own`. Whether it is free shows when it is used. */
export async function choosePort(own: string): Promise<number> {
  return Number(await createFileOnce(portFile(own), `${randomInt(LOWEST, HIGHEST)}\n`, 0o644));
}

/** The port is taken by somebody else: the next choice is a new one. */
export async function forgetPort(own: string): Promise<void> {
  await rm(portFile(own), { force: true });
}

const portFile = (own: string) => join(own, 'port');
