import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '../database/tenant-database.js';

/**
 * Who is in which group, as far as access control must know it. The identity context owns the groups and keeps this in step, in the
 * transaction in which it changes them. Who leaves a group loses what is granted to it with the next statement.
 */
@Injectable()
export class GroupMembers {
  /** Adding somebody twice changes nothing. */
  async add(tx: TenantTransaction, groupId: string, userIds: readonly string[]): Promise<void> {
    await tx.execute(
      `insert into platform.group_member (account_id, group_id, user_id)
       select $1::uuid, $2::uuid, user_id from unnest($3::uuid[]) user_id on conflict do nothing`,
      [tx.accountId, groupId, userIds],
    );
  }

  async remove(tx: TenantTransaction, groupId: string, userIds: readonly string[]): Promise<void> {
    await tx.execute('delete from platform.group_member where group_id = $1::uuid and user_id = any ($2::uuid[])', [
      groupId,
      userIds,
    ]);
  }

  /** When the group is no more. What was granted to it is taken back by {@link ObjectGrants.revokeFromSubject}. */
  async removeAll(tx: TenantTransaction, groupId: string): Promise<void> {
    await tx.execute('delete from platform.group_member where group_id = $1::uuid', [groupId]);
  }
}
