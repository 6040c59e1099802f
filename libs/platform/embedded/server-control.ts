import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterPlace } from './cluster-place.js';
import {
  type EmbeddedPostgresError,
  PostgresDataDamagedError,
  PostgresDiskFullError,
  PostgresPermissionError,
  PostgresPortError,
  PostgresStartError,
  PostgresStopError,
} from './embedded-postgres-errors.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import type { Postmaster } from './postmaster.js';
import { run } from './run-program.js';
import { choosePort, forgetPort } from './server-port.js';
import { type ServerSettings, writeSettings } from './server-settings.js';
import { exists, readIfPresent } from './write-once.js';

const PORTS_TO_TRY = 5;

/**
 * The PID file is empty for the moment between its making and its writing, by whoever was faster; pg_ctl or the server says so, as it
 * happens. One that stays empty is cleared away by `postmaster.ts`.
 */
const NOT_YET =
  /lock file "postmaster.pid" (already exists|is empty)|PID file ".*" is empty|pre-existing shared memory block|did not start in time/;
const DAMAGE =
  /PANIC|corrupt|incompatible with server|checkpoint record|incorrect checksum|not a database cluster directory|could not (open|read|access) (file|directory)/;

const LOG_LIMIT = 10_000_000;
const START_SECONDS = 60;
const STOP_SECONDS = 60;

/**
 * Starts the server as a daemon that outlives this process. Comes back with a reason, and without a server, when looking
 * again is worth it: another process was faster, or an earlier server is still on its way out.
 */
export async function launchServer(
  place: ClusterPlace,
  binaries: PostgresBinaries,
  settings: Omit<ServerSettings, 'port'>,
): Promise<string | undefined> {
  const tried: number[] = [];
  while (tried.length < PORTS_TO_TRY) {
    const port = await choosePort(place.own);
    await writeSettings(place, { ...settings, port });
    const refusal = await start(place, binaries);
    if (!refusal || NOT_YET.test(refusal)) return refusal;
    if (!/could not bind/.test(refusal)) throw explain(refusal, place);
    tried.push(port);
    await forgetPort(place.own);
  }
  throw new PostgresPortError(tried);
}

/** What pg_ctl and the server said, if it does not run. */
async function start(place: ClusterPlace, binaries: PostgresBinaries): Promise<string | undefined> {
  const logged = await turnLog(place.logFile);
  const args = ['start', '-D', place.dataDir, '-l', place.logFile, '-w', '-s', '-t', String(START_SECONDS)];
  const outcome = await run(join(binaries.directory, 'pg_ctl'), args, place.user);
  if (outcome.ok) return undefined;
  return `${outcome.output}\n${((await readIfPresent(place.logFile)) ?? '').slice(logged)}`.trim();
}

function explain(refusal: string, place: ClusterPlace): EmbeddedPostgresError {
  if (/No space left on device|Disk quota exceeded/.test(refusal))
    return new PostgresDiskFullError(place.cluster, refusal);
  if (/Permission denied|has wrong ownership/.test(refusal)) return new PostgresPermissionError(place.dataDir, refusal);
  if (DAMAGE.test(refusal)) return new PostgresDataDamagedError(place.dataDir, refusal);
  return new PostgresStartError(refusal, place.logFile);
}

/** Ends all connections, rolls their transactions back, writes everything to disk, exits. */
export async function stopServer(place: ClusterPlace, binaries: PostgresBinaries, server: Postmaster): Promise<void> {
  const args = ['stop', '-D', place.dataDir, '-m', 'fast', '-w', '-s', '-t', String(STOP_SECONDS)];
  const outcome = await run(join(binaries.directory, 'pg_ctl'), args, place.user);
  if (!outcome.ok && (await exists(join(place.dataDir, 'postmaster.pid')))) {
    throw new PostgresStopError(server.pid, outcome.output);
  }
}

/** Length of the log before the start: what comes after it is about this start. A log that has grown long is put aside. */
async function turnLog(file: string): Promise<number> {
  const text = (await readIfPresent(file)) ?? '';
  if (text.length < LOG_LIMIT) return text.length;
  await rename(file, `${file}.1`);
  return 0;
}
