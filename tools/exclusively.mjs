import { createHash } from 'node:crypto';
import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 100;
/** Breaking a dead process's lock takes microseconds. Whoever began it this long ago is dead too. */
const BREAKING_LIMIT_MS = 10_000;

/** Runs `work` while no other process of this user does so for the same directory. A killed process blocks nobody. */
export async function exclusively(directory, work) {
  const name = createHash('sha256').update(`${userInfo().username} ${directory}`).digest('hex').slice(0, 16);
  const lock = join(tmpdir(), `praxis-lock-${name}`);
  let told = false;
  while (!take(lock)) {
    if (breakIfAbandoned(lock)) continue;
    if (!told) console.error('Waiting for another command that installs or builds here …');
    told = true;
    await pause(LOOK_EVERY_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Linked from a finished draft, so that nobody ever reads a lock without its holder. */
function take(lock) {
  const draft = `${lock}.${process.pid}`;
  writeFileSync(draft, `${process.pid} ${startOf(process.pid)}`);
  try {
    linkSync(draft, lock);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Two processes may find the same lock abandoned. Without this second lock, the slower of them could remove the one that
 * the faster has taken meanwhile.
 */
function breakIfAbandoned(lock) {
  if (!isAbandoned(lock)) return false;
  const breaking = `${lock}.breaking`;
  if (take(breaking)) {
    try {
      if (isAbandoned(lock)) rmSync(lock, { force: true });
    } finally {
      rmSync(breaking, { force: true });
    }
    return true;
  }
  const since = statSync(breaking, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  if (Date.now() - since > BREAKING_LIMIT_MS) rmSync(breaking, { force: true });
  return false;
}

function isAbandoned(lock) {
  const holder = readIfPresent(lock);
  if (holder === undefined) return false;
  const [pid, start] = holder.split(' ');
  return startOf(Number(pid)) !== start;
}

/** Tells a process from a later one with the same id. Empty: it has ended. */
function startOf(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code === 'ESRCH') return '';
  }
  // proc(5): the 22nd field; the second, the program's name, is in brackets and may hold blanks.
  const status = readIfPresent(`/proc/${pid}/stat`);
  return status?.slice(status.lastIndexOf(')')).split(' ')[20] ?? 'alive';
}

function readIfPresent(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined;
    throw error;
  }
}
