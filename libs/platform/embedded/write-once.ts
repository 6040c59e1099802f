import { randomBytes } from 'node:crypto';
import { chown, link, lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isRunning } from './is-running.js';
import type { Identity } from './run-program.js';

const MAKING = '.making-';

/** The file's text, or undefined when there is none. */
export async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Replaces a file as a whole: a reader, or a crash, sees the old text or the new one. A symbolic link is replaced, not followed. */
export async function replaceFile(path: string, text: string, mode: number, owner?: Identity): Promise<void> {
  await rename(await draft(path, text, mode, owner), path);
}

/** Writes the file unless it exists. Of several processes the first wins, and all get the winner's text. */
export async function createFileOnce(path: string, text: string, mode: number): Promise<string> {
  const drafted = await draft(path, text, mode);
  try {
    await link(drafted, path);
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return await readFile(path, 'utf8');
  } finally {
    await rm(drafted, { force: true });
  }
}

/**
 * Makes a directory that is there completely or not at all: `fill` works on a draft beside it, which then takes the name.
 * Of several processes the first wins and the others' drafts are dropped, as are those that dead processes left behind.
 */
export async function createDirectoryOnce(
  path: string,
  fill: (draft: string) => Promise<void>,
  owner?: Identity,
): Promise<void> {
  if (await exists(path)) return;
  await dropAbandonedDrafts(path);
  const drafted = draftName(path);
  try {
    await mkdir(drafted, { mode: 0o700 });
    if (owner) await chown(drafted, owner.uid, owner.gid);
    await fill(drafted);
    await rename(drafted, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST' && error.code !== 'ENOTEMPTY') throw error;
    });
    await syncDirectory(dirname(path));
  } finally {
    await rm(drafted, { recursive: true, force: true });
  }
}

async function draft(path: string, text: string, mode: number, owner?: Identity): Promise<string> {
  const drafted = draftName(path);
  const file = await open(drafted, 'wx', mode);
  try {
    await file.writeFile(text);
    await file.chmod(mode);
    if (owner) await file.chown(owner.uid, owner.gid);
    await file.sync();
  } finally {
    await file.close();
  }
  return drafted;
}

const draftName = (path: string) => `${path}${MAKING}${process.pid}-${randomBytes(4).toString('hex')}`;

async function dropAbandonedDrafts(path: string): Promise<void> {
  const prefix = `${basename(path)}${MAKING}`;
  for (const name of await readdir(dirname(path))) {
    const pid = name.startsWith(prefix) && Number.parseInt(name.slice(prefix.length), 10);
    if (pid && !isRunning(pid)) await rm(join(dirname(path), name), { recursive: true, force: true });
  }
}

/** Without it a power cut right after the rename could take the new name back. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
