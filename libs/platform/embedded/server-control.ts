import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterPlace } from './cluster-place.js';
import {
  PostgresDataDamagedError,
  PostgresDiskFullError,
  PostgresPermissionError,
  PostgresStartError,
  PostgresStopError,
} from './embedded-postgres-errors.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import type { Postmaster } from './postmaster.js';
import { run } from './run-program.js';
import { choosePort, forgetPort } from './server-port.js';
import { type ServerSettings, writeSettings } from './server-settings.js';
import { exists, readIfPresent } from './write-once.js';

const LOG_LIMIT = 10_000_000;
const START_SECONDS = 60;
const STOP_SECONDS = 60;

/**
 * Starts the server as a daemon that outlives this process. Comes back with a reason, and without a server, when looking
 * again is worth it: another process was faster, or took the port in the same moment.
 */
export async function launchServer(
  place: ClusterPlace,
  binaries: PostgresBinaries,
  settings: Omit<ServerSettings, 'port'>,
): Promise<string | undefined> {
  await writeSettings(place, { ...settings, port: await choosePort(place.own) });
  const logged = await turnLog(place.logFile);
  const args = ['start', '-D', place.dataDir, '-l', place.logFile, '-w', '-s', '-t', String(START_SECONDS)];
  const outcome = await run(join(binaries.directory, 'pg_ctl'), args, place.user);
  if (outcome.ok) return undefined;

  const said = `${outcome.output}\n${((await readIfPresent(place.logFile)) ?? '').slice(logged)}`.trim();
  if (/Address already in use/.test(said)) {
    await forgetPort(place.own);
    return said;
  }
  if (/lock file "postmaster.pid" already exists|pre-existing shared memory block|did not start in time/.test(said)) {
    return said;
  }
  if (/No space left on device|Disk quota exceeded/.test(said)) throw new PostgresDiskFullError(place.cluster, said);
  if (/Permission denied|has wrong ownership/.test(said)) throw new PostgresPermissionError(place.dataDir, said);
  if (DAMAGE.test(said)) throw new PostgresDataDamagedError(place.dataDir, said);
  throw new PostgresStartError(said, place.logFile);
}

const DAMAGE =
  /PANIC|corrupt|incompatible with server|checkpoint record|incorrect checksum|not a database cluster directory|could not (open|read|access) (file|directory)|lock file .* is empty/;

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
