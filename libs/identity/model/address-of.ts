import type { TenantTransaction } from '#platform/database/tenant-database.js';
import { UserNotFoundError } from './identity-errors.js';

/** @throws UserNotFoundError */
export async function addressOf(tx: TenantTransaction, userId: string): Promise<string> {
  const [user] = await tx.query<{ email: string }>('select email from identity.user where id = $1', [userId]);
  if (!user) throw new UserNotFoundError(userId);
  return user.email;
}
