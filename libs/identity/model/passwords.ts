import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { BulkheadRejectedError, bulkhead } from 'cockatiel';
import { ServiceUnavailableError } from '#platform/errors/application-error.js';

/** argon2id, 19 MiB, two passes, one lane: the least that guarantees.md asks for. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Of a random password that nobody knows, at the same cost: an address without a user takes as long as one with. */
export const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$s9VsKmJ2/69rj94Sb3EU1A$HibVqmM8Gl3ACvpJsE3l7ddwDsa1L6fdrLGtSMhA7rc';

/**
 * Hashes at once, and how many wait. One takes a core for 25 ms, on one of the four threads that files and name look-ups need as
 * well: a flood of passwords, from as many addresses as it likes, leaves the process a core and a thread. What waits has about 6 s
 * before it on two cores; whoever comes then is told to come later.
 */
const AT_ONCE = Math.min(3, Math.max(1, availableParallelism() - 1));
const WAITING = 256;
const turns = bulkhead(AT_ONCE, WAITING);

/** More passwords than can be hashed. */
export class TooManyPasswordsError extends ServiceUnavailableError {
  constructor(cause: unknown) {
    super('What checks passwords', { cause });
  }
}

/** @throws TooManyPasswordsError */
export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(inOneForm(password), COST));

/**
 * @param stored undefined where there is no such user; takes as long as any other
 * @throws TooManyPasswordsError
 */
export async function passwordMatches(stored: string | undefined, password: string): Promise<boolean> {
  const matches = await inTurn(() => verify(stored ?? NOBODYS_HASH, inOneForm(password)));
  return matches && stored !== undefined;
}

/** Keyboards differ in how they compose the same character. */
const inOneForm = (password: string) => password.normalize('NFKC');

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await turns.execute(work);
  } catch (error) {
    throw error instanceof BulkheadRejectedError ? new TooManyPasswordsError(error) : error;
  }
}
