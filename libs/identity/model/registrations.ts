import type { TenantTransaction } from '#platform/database/tenant-database.js';
import { InvalidOneTimeTokenError } from './credential-errors.js';
import type { Profile } from './profile.entity.js';

/** Who has registered and not shown yet that the address is theirs. */
export interface Registration {
  /** That of its token. */
  readonly id: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly profile: Partial<Profile>;
}

export async function addRegistration(tx: TenantTransaction, registration: Registration): Promise<void> {
  const { id, email, passwordHash, profile } = registration;
  await tx.execute(
    `insert into identity.registration (id, account_id, email, password_hash, profile) values ($1, $2, $3, $4, $5)`,
    [id, tx.accountId, email, passwordHash, JSON.stringify(profile)],
  );
}

/** @throws InvalidOneTimeTokenError */
export async function takeRegistration(tx: TenantTransaction, id: string): Promise<Registration> {
  const [registration] = await tx.query<Registration>(
    `delete from identity.registration where id = $1 returning id, email, password_hash as "passwordHash", profile`,
    [id],
  );
  if (!registration) throw new InvalidOneTimeTokenError();
  return registration;
}
