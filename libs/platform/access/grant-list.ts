import type { TenantTransaction } from '../database/tenant-database.js';
import { type ListRequest, listDefinition } from '../lists/list-definition.js';
import { type ListPage, runList } from '../lists/list-query.js';
import type { Restriction } from './access-control.js';
import { GRANT_COLUMNS, type Grant } from './object-grants.js';

/** Grants in lists. Their ids are made of time, so by id is by time. */
export const grantList = listDefinition({
  ordering: '-id',
  fields: {
    id: { column: 'id', type: 'uuid', filter: true, sort: true },
    subject: { column: 'subject', type: 'text', filter: true },
    permission: { column: 'permission', type: 'text', filter: true },
    objectType: { column: 'object_type', type: 'text', filter: true },
    objectId: { column: 'object_id', type: 'uuid', filter: true },
    grantedBy: { column: 'granted_by', type: 'uuid', filter: true },
    grantedAt: { column: 'granted_at', type: 'timestamptz', filter: true, sort: true },
  },
});

/** The grants of the account, or those that are visible. */
export const listGrants = (
  tx: TenantTransaction,
  request: ListRequest,
  visible?: Restriction,
): Promise<ListPage<Grant>> =>
  runList(tx, { table: 'platform.object_grant', visible }, request) as Promise<ListPage<never>>;

/** @param visible a condition that comes after one value; default: none */
export async function findGrant(
  tx: TenantTransaction,
  id: string,
  { sql, values }: Restriction = { sql: 'true', values: [] },
): Promise<Grant | undefined> {
  const [grant] = await tx.query<Grant>(
    `select ${GRANT_COLUMNS} from platform.object_grant where id = $1::uuid and ${sql}`,
    [id, ...values],
  );
  return grant;
}
