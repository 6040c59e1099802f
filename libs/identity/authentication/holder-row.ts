import type { Role } from '#platform/context/actor.js';
import { DATABASE_CLOCK } from '#platform/database/admission.js';
import { EFFECTIVE_ROLES } from '../model/effective-roles.js';

/** Who holds a credential that is looked up, as the database tells. */
export interface HolderRow {
  readonly userId: string;
  readonly accountId: string;
  readonly roles: readonly Role[];
  readonly issuedAt: string;
}

/**
 * What each look-up selects of `identity.user u`. A credential that is looked up with each request counts as issued then: roles
 * are those of now, and what is cut off later cuts it off.
 */
export const HOLDER_COLUMNS = `u.id as "userId", u.account_id as "accountId", ${EFFECTIVE_ROLES} as roles,
  ${DATABASE_CLOCK} as "issuedAt"`;

export const holderOf = ({ userId, accountId, roles, issuedAt }: HolderRow) => ({
  userId,
  accountId,
  roles,
  issuedAt: Number(issuedAt),
});
