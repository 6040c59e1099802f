import type { AccessControl } from '#platform/access/access-control.js';
import type { Actor } from '#platform/context/actor.js';
import type { TenantTransaction } from '#platform/database/tenant-database.js';
import { lockedUser } from './locked-user.js';
import type { User } from './user.entity.js';
import type { Held } from './user.policy.js';
import { USER_PERMISSIONS } from './user-object.js';

/**
 * A user who is about to be changed, as {@link lockedUser}, and what the actor has on them. One round trip.
 * @throws UserNotFoundError
 */
export async function lockedUserFor(
  access: AccessControl,
  tx: TenantTransaction,
  actor: Actor,
  userId: string,
): Promise<{ user: User; held: Held }> {
  const [user, held] = await Promise.all([
    lockedUser(tx, userId),
    access.permissionsIn(tx, actor, 'user', [userId], USER_PERMISSIONS),
  ]);
  return { user, held: held.get(userId) ?? new Set() };
}
