import type { TenantTransaction } from '#platform/database/tenant-database.js';
import { UserNotFoundError } from './identity-errors.js';
import { User } from './user.entity.js';

/**
 * A user who is about to be changed: whoever comes second waits, and then sees what the first one did.
 * @throws UserNotFoundError
 */
export async function lockedUser(tx: TenantTransaction, id: string): Promise<User> {
  const user = await tx.repository(User).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!user) throw new UserNotFoundError(id);
  return user;
}
