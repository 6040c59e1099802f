import { cp, readFile, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PostgresPermissionError, PostgresPlatformUnsupportedError } from './embedded-postgres-errors.js';
import { type Identity, run } from './run-program.js';
import { createDirectoryOnce } from './write-once.js';

export interface PostgresBinaries {
  /** Holds initdb, pg_ctl and postgres. */
  readonly directory: string;
  /** As in PG_VERSION of a data directory: "18". */
  readonly majorVersion: string;
}

/** The `native` directory of the installed binary package: `bin/`, `lib/`, `share/` and the list of links to make. */
export async function installedBinaries(): Promise<string> {
  const packageName = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const { postgres } = (await import(packageName)) as { postgres: string };
    return dirname(dirname(postgres));
  } catch (error) {
    throw new PostgresPlatformUnsupportedError(packageName, error);
  }
}

/**
 * Binaries that `user` can run: the installed ones, or a copy inside `cluster` when these are out of its reach (below a
 * directory of mode 0700, on a file system mounted noexec, or incomplete and read-only).
 */
export async function runnableBinaries(
  installed: string,
  cluster: string,
  user: Identity | undefined,
): Promise<PostgresBinaries> {
  const inPlace = (await linkLibraries(installed)) && (await versionOf(installed, user));
  if (inPlace) return { directory: join(installed, 'bin'), majorVersion: inPlace };

  const { version } = JSON.parse(await readFile(join(installed, '..', 'package.json'), 'utf8')) as { version: string };
  const copy = join(cluster, `postgres-${version}`);
  await createDirectoryOnce(copy, (draft) => copyBinaries(installed, draft, user), user);
  const copied = await versionOf(copy, user);
  if (copied) return { directory: join(copy, 'bin'), majorVersion: copied };
  const failure = await run(join(copy, 'bin', 'postgres'), ['--version'], user);
  throw new PostgresPermissionError(join(copy, 'bin', 'postgres'), `it could not be run: ${failure.output}`);
}

async function versionOf(binaries: string, user: Identity | undefined): Promise<string | undefined> {
  // Loads all shared libraries, so a missing link or an unreadable file shows here.
  const asked = await run(join(binaries, 'bin', 'postgres'), ['--version'], user);
  return asked.ok ? /\) (\d+)/.exec(asked.output)?.[1] : undefined;
}

async function copyBinaries(installed: string, draft: string, user: Identity | undefined): Promise<void> {
  const needed = (source: string) => !source.endsWith('.a') && basename(source) !== 'pkgconfig';
  await cp(installed, draft, { recursive: true, verbatimSymlinks: true, filter: needed });
  await linkLibraries(draft);
  if (!user) return;
  const given = await run('chown', ['-R', '-h', `${user.uid}:${user.gid}`, draft]);
  if (!given.ok) throw new PostgresPermissionError(draft, given.output);
}

/**
 * npm packs no symbolic links, and the package's install script that makes them is not run here. Idempotent, and safe
 * beside another process that does the same. False when the directory cannot be written and lacks some.
 */
async function linkLibraries(native: string): Promise<boolean> {
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as Link[];
  for (const { source, target } of links) {
    try {
      await symlink(basename(source), join(native, target.replace(/^native\//, '')));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EACCES' || code === 'EROFS') return false;
      if (code !== 'EEXIST') throw error;
    }
  }
  return true;
}

/** Paths from the package's root, thus with `native/` in front; both in one directory. */
interface Link {
  readonly source: string;
  readonly target: string;
}
