import { setTimeout as pause } from 'node:timers/promises';
import type { ClusterPlace } from './cluster-place.js';
import { PostgresPasswordError, PostgresStartError } from './embedded-postgres-errors.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { type Postmaster, runningPostmaster } from './postmaster.js';
import { launchServer, stopServer } from './server-control.js';
import { ServerLease } from './server-lease.js';
import type { ServerSettings } from './server-settings.js';

/** One server as this process sees it: where it is, how to reach it, what to start it with. */
export interface ServerAccess {
  readonly place: ClusterPlace;
  readonly binaries: PostgresBinaries;
  readonly settings: Omit<ServerSettings, 'port'>;
  readonly passwordFile: string;
  url(port: number, database: string): string;
  log(line: string): void;
}

export interface JoinedServer {
  readonly postmaster: Postmaster;
  readonly lease: ServerLease;
}

/** Recovery after a crash replays at most about 1 GB of changes. */
const START_LIMIT_MS = 120_000;
const LOOK_EVERY_MS = 50;

/** Met while a server starts up, recovers, stops, or has all its connections taken. */
const NOT_NOW = new Set([undefined, 'ECONNREFUSED', 'ECONNRESET', '57P01', '57P03', '53300']);
const WRONG_PASSWORD = '28P01';

/** Adopts the server that runs on these data, or starts one. Postgres itself sees to it that there is never a second. */
export async function joinServer(access: ServerAccess): Promise<JoinedServer> {
  const deadline = Date.now() + START_LIMIT_MS;
  let reason = 'it runs, but takes no connection';
  let told = false;
  while (Date.now() < deadline) {
    const postmaster = await runningPostmaster(access.place);
    if (!postmaster) {
      if (!told) access.log(`Starting the embedded Postgres, which logs to ${access.place.logFile}`);
      told = true;
      const refusal = await launchServer(access.place, access.binaries, access.settings);
      if (!refusal) continue;
      reason = refusal;
    } else if (postmaster.port) {
      const lease = await takeLease(access, postmaster);
      if (lease instanceof ServerLease) return { postmaster, lease };
      reason = lease ?? reason;
    }
    await pause(LOOK_EVERY_MS);
  }
  throw new PostgresStartError(`after ${START_LIMIT_MS / 1000} s: ${reason}`, access.place.logFile);
}

/** Stops the server, unless another process uses it. */
export async function leaveServer(access: ServerAccess, { lease }: JoinedServer): Promise<void> {
  const postmaster = await runningPostmaster(access.place);
  const held = postmaster && lease.isOver ? await takeLease(access, postmaster) : lease;
  if (postmaster && held instanceof ServerLease && (await held.isLast())) {
    held.expectEnd();
    access.log('Stopping the embedded Postgres');
    await stopServer(access.place, access.binaries, postmaster);
  } else if (postmaster) {
    access.log('The embedded Postgres keeps running: another process uses it.');
  }
  if (held instanceof ServerLease) await held.end();
}

/** The lease, or why there is none just now. */
async function takeLease(access: ServerAccess, { port }: Postmaster): Promise<ServerLease | string | undefined> {
  try {
    return await ServerLease.take(access.place, access.url(port, 'postgres'), access.log);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === WRONG_PASSWORD) throw new PostgresPasswordError(access.passwordFile, error);
    if (NOT_NOW.has(code)) return message;
    throw error;
  }
}
