import { createHash, randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '#platform/config/settings.js';
import { createFileOnce, readIfPresent } from '#platform/embedded/write-once.js';

const FILE = 'jwt-secret';
const LEAST = 32;

/** The file was damaged or written by hand. */
export class ShortSigningKeyError extends Error {
  constructor(path: string, length: number) {
    super(
      `The secret in ${path} has ${length} characters, at least ${LEAST} are needed: tokens signed with it could be forged. ` +
        'Delete the file to have a new one made (everybody will have to sign in again), or set JWT_SECRET.',
    );
  }
}

/** What tokens are signed with. */
export class SigningKey {
  /** Tells keys apart without telling anything about them; the `kid` of tokens. */
  readonly id: string;

  constructor(readonly secret: string) {
    this.id = createHash('sha256').update(`praxis key id ${secret}`).digest('base64url').slice(0, 12);
  }
}

/**
 * The configured secret, or one that is made once and kept in the home directory, readable by its owner only. Of several
 * processes that start at the same time, one makes it and all use it.
 * @throws ShortSigningKeyError
 */
export async function loadSigningKey({ jwtSecret, home }: Pick<Settings, 'jwtSecret' | 'home'>): Promise<SigningKey> {
  if (jwtSecret) return new SigningKey(jwtSecret);
  const path = join(home, FILE);
  await mkdir(home, { recursive: true });
  const kept = (await readIfPresent(path)) ?? (await createFileOnce(path, `${newSecret()}\n`, 0o600));
  const secret = kept.trim();
  if (secret.length < LEAST) throw new ShortSigningKeyError(path, secret.length);
  return new SigningKey(secret);
}

const newSecret = () => randomBytes(48).toString('base64url');
