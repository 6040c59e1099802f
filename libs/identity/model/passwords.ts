import { hash, verify } from '@node-rs/argon2';

/** argon2id, 19 MiB, two passes, one lane: the least that guarantees.md asks for. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Of a random password that nobody knows, at the same cost: an address without a user takes as long as one with. */
export const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$s9VsKmJ2/69rj94Sb3EU1A$HibVqmM8Gl3ACvpJsE3l7ddwDsa1L6fdrLGtSMhA7rc';

export const hashPassword = (password: string): Promise<string> => hash(inOneForm(password), COST);

/** @param stored undefined where there is no such user; takes as long as any other */
export async function passwordMatches(stored: string | undefined, password: string): Promise<boolean> {
  const matches = await verify(stored ?? NOBODYS_HASH, inOneForm(password));
  return matches && stored !== undefined;
}

/** Keyboards differ in how they compose the same character. */
const inOneForm = (password: string) => password.normalize('NFKC');
