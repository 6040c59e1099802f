import { violatedConstraint } from '#platform/database/database-errors.js';
import type { TenantTransaction } from '#platform/database/tenant-database.js';
import { Group } from './group.entity.js';
import { GroupNameConflictError, GroupNotFoundError } from './group-errors.js';

/**
 * A group that is about to be changed. Whoever adds a member or changes the roles holds it, so that neither misses the other.
 * @throws GroupNotFoundError
 */
export async function lockedGroup(tx: TenantTransaction, id: string): Promise<Group> {
  const group = await tx.repository(Group).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!group) throw new GroupNotFoundError(id);
  return group;
}

/** Only the database can tell without a race. */
export async function orNameConflict<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    throw violatedConstraint(error) === 'group_name' ? new GroupNameConflictError() : error;
  }
}
