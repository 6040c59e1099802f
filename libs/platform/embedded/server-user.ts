import { stat } from 'node:fs/promises';
import { PostgresServerUserError } from './embedded-postgres-errors.js';
import { type Identity, run } from './run-program.js';

const SERVER_USER = 'postgres';

/**
 * Who runs the server: undefined is the current user. Postgres refuses root, so root hands over to whoever owns the
 * existing data, else to the system user `postgres`, which is made when missing, as Debian does.
 */
export async function serverUser(dataDir?: string): Promise<Identity | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const user = (await ownerOf(dataDir)) ?? (await lookUp()) ?? (await create());
  const probe = await run('true', [], user);
  if (!probe.ok) throw new PostgresServerUserError(SERVER_USER, `switching to user id ${user.uid}: ${probe.output}`);
  return user;
}

async function ownerOf(dataDir: string | undefined): Promise<Identity | undefined> {
  if (!dataDir) return undefined;
  try {
    const { uid, gid } = await stat(dataDir);
    return uid === 0 ? undefined : { uid, gid };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function lookUp(): Promise<Identity | undefined> {
  const [uid, gid] = await Promise.all([run('id', ['-u', SERVER_USER]), run('id', ['-g', SERVER_USER])]);
  return uid.ok && gid.ok ? { uid: Number(uid.output), gid: Number(gid.output) } : undefined;
}

async function create(): Promise<Identity> {
  const made = await run('useradd', ['--system', '--user-group', '--no-create-home', SERVER_USER]);
  // Looked up even when useradd failed: another process may have made the user in the same moment.
  const user = await lookUp();
  if (!user) throw new PostgresServerUserError(SERVER_USER, `it does not exist and useradd failed: ${made.output}`);
  return user;
}
