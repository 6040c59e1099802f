import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterPlace } from './cluster-place.js';
import { isRunning } from './is-running.js';
import { run } from './run-program.js';
import { readIfPresent, replaceFile } from './write-once.js';

/** The server's main process, as its lock file in the data directory tells. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** Larger than any process id that Linux (2^22) or macOS (99999) hands out. */
const NO_PROCESS = 2 ** 22 + 1;

/** In ms: a server fills its lock file right after making it, even on a busy machine. */
const SURELY_FILLED = 20_000;

/** The server that runs on this data directory, whoever started it. Undefined: none. */
export async function runningPostmaster(place: ClusterPlace): Promise<Postmaster | undefined> {
  const file = join(place.dataDir, 'postmaster.pid');
  const text = await readIfPresent(file);
  if (text === '') await clearRemnant(file, place);
  const [pid, , , port] = (text ?? '').split('\n').map(Number);
  if (!text || !pid || !isRunning(pid)) return undefined;
  if (await worksIn(place, pid)) return { pid, port: port ?? 0 };
  // After a crash and a reboot (in a container: nearly always) the id in the file may belong to another program, and
  // Postgres would then refuse to start. Deleting the file would also skip its check for left-over server processes.
  await replaceFile(file, text.replace(/^\d+/, String(NO_PROCESS)), 0o600, place.user);
  return undefined;
}

/**
 * An empty lock file is of a server that is just starting or, after a power cut or a kill in that moment, of none, and then every
 * start would be refused. Named after no process, as above, rather than deleted.
 */
async function clearRemnant(file: string, place: ClusterPlace): Promise<void> {
  const found = await stat(file, { throwIfNoEntry: false });
  if (found?.size === 0 && Date.now() - found.mtimeMs > SURELY_FILLED)
    await replaceFile(file, `${NO_PROCESS}\n`, 0o600, place.user);
}

/**
 * Every Postgres process has the data directory as its working directory. Asked as the server's own user: in a container
 * even root may not look at another user's process. No answer then means that it is no server of ours.
 */
async function worksIn(place: ClusterPlace, pid: number): Promise<boolean> {
  if (process.platform !== 'linux') {
    return (await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)])).output.includes(place.dataDir);
  }
  const directory = await run('readlink', [`/proc/${pid}/cwd`], place.user);
  return directory.ok && directory.output === (await realpath(place.dataDir));
}
