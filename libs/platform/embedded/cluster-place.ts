import { randomBytes } from 'node:crypto';
import { chmod, mkdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import {
  PostgresDataMissingError,
  PostgresDataSharedError,
  PostgresPermissionError,
} from './embedded-postgres-errors.js';
import { type Identity, run } from './run-program.js';
import { serverUser } from './server-user.js';
import { createDirectoryOnce, createFileOnce, exists, readIfPresent, replaceFile } from './write-once.js';

/** Where the server's files are, and who owns them. */
export interface ClusterPlace {
  /** `<home>/postgres`: ours; holds the owner's password, the port and, when the cluster is elsewhere, the pointer to it. */
  readonly own: string;
  /** Belongs to the server's user: data, log, a copy of the binaries where needed. */
  readonly cluster: string;
  readonly dataDir: string;
  readonly logFile: string;
  /** Undefined: the server runs as the current user. */
  readonly user: Identity | undefined;
}

/**
 * Normally `<home>/postgres/cluster`. When root starts us below a directory that the server's user cannot traverse, the
 * cluster goes where it can, and a pointer file in `home` remembers the place, so that the data is found again.
 */
export async function placeCluster(home: string, durable: boolean): Promise<ClusterPlace> {
  const own = join(home, 'postgres');
  await mkdir(own, { recursive: true });
  await chmod(own, 0o711);
  // A test's home is nearly always mkdtemp's, closed to all others. Never opened where it matters: it may hold mails.
  if (!durable && process.getuid?.() === 0) await chmod(home, 0o711);
  const pointer = join(own, 'location');
  const inHome = join(own, 'cluster');

  const recorded = (await readIfPresent(pointer))?.trim();
  const known = recorded ?? ((await exists(join(inHome, 'data'))) ? inHome : undefined);
  const user = await serverUser(known && join(known, 'data'));
  if (known) {
    if (recorded) await claim(recorded, home, pointer);
    await assertUsable(known, user);
    return place(own, known, user);
  }
  if (await prepared(inHome, user)) return place(own, inHome, user);
  if (!user) throw unusable(inHome, user);
  for await (const candidate of elsewhere(home, durable)) {
    if (!(await prepared(candidate, user))) continue;
    const chosen = await createFileOnce(pointer, `${candidate}\n`, 0o644);
    if (chosen.trim() !== candidate) await rm(candidate, { recursive: true });
    await claim(chosen.trim(), home, pointer);
    return place(own, chosen.trim(), user);
  }
  throw unusable(inHome, user);
}

const place = (own: string, cluster: string, user: Identity | undefined): ClusterPlace => ({
  own,
  cluster,
  dataDir: join(cluster, 'data'),
  logFile: join(cluster, 'server.log'),
  user,
});

/** Names are never used twice: a home that was deleted and made anew must not come upon the old home's data. */
async function* elsewhere(home: string, durable: boolean): AsyncGenerator<string> {
  const name = `${basename(home).replace(/[^\w-]/g, '')}-${randomBytes(6).toString('hex')}`;
  for (const root of durable ? ['/var/lib/praxis'] : [tmpdir(), '/tmp', '/var/tmp']) {
    await mkdir(root, { recursive: true, mode: 0o755 });
    yield join(root, durable ? name : `praxis-${name}`);
  }
}

/** Made for the user if it is not there; never seen half-made, since another process would take it for closed. */
async function prepared(directory: string, user: Identity | undefined): Promise<boolean> {
  try {
    await createDirectoryOnce(directory, (draft) => assertUsable(draft, user), user);
    return await usable(directory, user);
  } catch (error) {
    if (error instanceof PostgresPermissionError) return false;
    throw error;
  }
}

async function assertUsable(directory: string, user: Identity | undefined): Promise<void> {
  if (!(await usable(directory, user))) throw unusable(directory, user);
}

/** Tried as the user itself, because modes, access lists, mount options and containers all have a say. */
async function usable(directory: string, user: Identity | undefined): Promise<boolean> {
  return (await run('test', ['-w', directory, '-a', '-x', directory], user)).ok;
}

/** A copied home would bring the pointer along; two installations on one database would then go unnoticed. */
async function claim(cluster: string, home: string, pointer: string): Promise<void> {
  if (!(await exists(cluster))) throw new PostgresDataMissingError(cluster, pointer);
  const marker = join(cluster, 'home');
  const here = await realpath(home);
  const claimed = (await readIfPresent(marker))?.trim();
  if (claimed === here) return;
  const other = claimed && (await readIfPresent(join(claimed, 'postgres', 'location')))?.trim();
  if (claimed && other === cluster) throw new PostgresDataSharedError(cluster, claimed, pointer);
  await replaceFile(marker, `${here}\n`, 0o644);
}

function unusable(directory: string, user: Identity | undefined): PostgresPermissionError {
  const who = user ? `the user with id ${user.uid}, which runs the server because root may not,` : 'the current user';
  return new PostgresPermissionError(directory, `${who} cannot enter it or write there`);
}
