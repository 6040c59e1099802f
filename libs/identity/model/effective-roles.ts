import type { Role } from '#platform/context/actor.js';
import type { TenantTransaction } from '#platform/database/tenant-database.js';

/** What somebody may do: their own roles, then those of their groups. SQL over a row of `identity.user` under the name `u`. */
export const EFFECTIVE_ROLES = `(
  u.roles || coalesce((
    select array_agg(distinct role)
    from identity.group_member m join identity.group g on g.id = m.group_id cross join unnest(g.roles) role
    where m.user_id = u.id and role <> all (u.roles)
  ), '{}')
)`;

/** Of these users; those that are not there are left out. */
export const effectiveRolesOf = (
  tx: TenantTransaction,
  userIds: readonly string[],
): Promise<{ userId: string; roles: Role[] }[]> =>
  tx.query(`select id as "userId", ${EFFECTIVE_ROLES} as roles from identity.user u where id = any ($1::uuid[])`, [
    userIds,
  ]);
