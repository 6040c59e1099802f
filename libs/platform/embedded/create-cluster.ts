import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterPlace } from './cluster-place.js';
import {
  PostgresDataDamagedError,
  PostgresDiskFullError,
  PostgresStartError,
  PostgresVersionError,
} from './embedded-postgres-errors.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { type Outcome, run } from './run-program.js';
import { SETTINGS_FILE } from './server-settings.js';
import { createDirectoryOnce, readIfPresent, replaceFile } from './write-once.js';

/** Superuser of this private cluster. */
export const OWNER = 'praxis_owner';

/**
 * The operating system's character classes still decide which letters pg_trgm sees: under plain C, "Ärger" has no "ä".
 * C is the last resort, for systems that have neither of the others.
 */
const CHARACTER_CLASSES = ['C.UTF-8', 'en_US.UTF-8', 'C'];

/** Makes the data directory unless it is there: whole and once, whoever else tries and wherever it is interrupted. */
export async function createCluster(
  place: ClusterPlace,
  binaries: PostgresBinaries,
  password: string,
  durable: boolean,
): Promise<void> {
  await createDirectoryOnce(
    place.dataDir,
    async (draft) => {
      await initialise(draft, place, binaries, password, durable);
      await writeFile(join(draft, 'pg_hba.conf'), 'host all all 127.0.0.1/32 scram-sha-256\n');
      await appendFile(join(draft, 'postgresql.conf'), `\ninclude_if_exists '${SETTINGS_FILE}'\n`);
    },
    place.user,
  );
  const version = (await readIfPresent(join(place.dataDir, 'PG_VERSION')))?.trim();
  if (!version) throw new PostgresDataDamagedError(place.dataDir, 'its file PG_VERSION is missing');
  if (version !== binaries.majorVersion) throw new PostgresVersionError(place.dataDir, version, binaries.majorVersion);
}

async function initialise(
  draft: string,
  place: ClusterPlace,
  binaries: PostgresBinaries,
  password: string,
  durable: boolean,
): Promise<void> {
  const passwordFile = `${draft}.password`;
  const initdb = (characterClass: string): Promise<Outcome> => {
    const args = [`--pgdata=${draft}`, `--username=${OWNER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
    args.push('--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C');
    args.push(`--lc-ctype=${characterClass}`, '--no-instructions', ...(durable ? [] : ['--no-sync']));
    return run(join(binaries.directory, 'initdb'), args, place.user);
  };
  await replaceFile(passwordFile, `${password}\n`, 0o600, place.user);
  try {
    let outcome: Outcome = { ok: false, output: '' };
    for (const characterClass of CHARACTER_CLASSES) {
      outcome = await initdb(characterClass);
      if (!/invalid locale/.test(outcome.output)) break;
    }
    if (/No space left on device|Disk quota exceeded/.test(outcome.output)) {
      throw new PostgresDiskFullError(place.cluster, outcome.output);
    }
    if (!outcome.ok) throw new PostgresStartError(`initdb failed: ${outcome.output}`, place.logFile);
  } finally {
    await rm(passwordFile, { force: true });
  }
}
