import { randomInt } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { PostgresPortError } from './embedded-postgres-errors.js';
import { readIfPresent, replaceFile } from './write-once.js';

/** Below the range from which Linux and macOS take the ports of outgoing connections, so that none sits there later. */
const LOWEST = 20_000;
const HIGHEST = 32_000;
const TRIES = 20;

/** The port of the last start if it is still free, else another one, which is remembered in `own`. */
export async function choosePort(own: string): Promise<number> {
  const file = portFile(own);
  const remembered = Number(await readIfPresent(file));
  if (remembered && (await isFree(remembered))) return remembered;
  const tried: number[] = [];
  while (tried.length < TRIES) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isFree(port)) {
      await replaceFile(file, `${port}\n`, 0o644);
      return port;
    }
    tried.push(port);
  }
  throw new PostgresPortError(tried);
}

export async function forgetPort(own: string): Promise<void> {
  await rm(portFile(own), { force: true });
}

const portFile = (own: string) => join(own, 'port');

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
