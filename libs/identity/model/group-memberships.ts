import { Injectable } from '@nestjs/common';
import { GroupMembers } from '#platform/access/group-members.js';
import type { Role } from '#platform/context/actor.js';
import { Admission } from '#platform/database/admission.js';
import type { TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { groupMemberAdded, groupMemberRemoved, userRolesChanged } from '../contract/index.js';
import { effectiveRolesOf } from './effective-roles.js';
import type { Group } from './group.entity.js';

/** Who is in which group. The group must be locked by whoever asks for a change. */
@Injectable()
export class GroupMemberships {
  constructor(private readonly accessMembers: GroupMembers) {}

  /** Does nothing for who is in it already. @param userId of somebody of the account, whose row is locked */
  async add(tx: TenantTransaction, group: Group, userId: string): Promise<void> {
    const added = await tx.execute(
      'insert into identity.group_member (account_id, group_id, user_id) values ($1, $2, $3) on conflict do nothing',
      [tx.accountId, group.id, userId],
    );
    if (added === 0) return;
    await this.tellAdded(tx, group, userId);
    await this.#rolesChanged(tx, group, [userId]);
  }

  /** @returns whether the user was in it */
  async remove(tx: TenantTransaction, group: Group, userId: string): Promise<boolean> {
    if (group.roles.length > 0) lockUsers(tx, [userId]);
    const removed = await tx.execute('delete from identity.group_member where group_id = $1 and user_id = $2', [
      group.id,
      userId,
    ]);
    if (removed === 0) return false;
    await this.tellRemoved(tx, group, userId);
    await this.#rolesChanged(tx, group, [userId]);
    return true;
  }

  /** Of a group that is being deleted; its own event tells it. */
  async removeAll(tx: TenantTransaction, group: Group): Promise<void> {
    const members = await this.held(tx, group);
    await tx.execute('delete from identity.group_member where group_id = $1', [group.id]);
    await this.accessMembers.removeAll(tx, group.id);
    await this.#rolesChanged(tx, group, members);
  }

  /** @returns who is in it, locked: to be called before anything of the group is changed that tells of their roles */
  async held(tx: TenantTransaction, group: Group): Promise<string[]> {
    const members = await this.#of(tx, group);
    lockUsers(tx, members);
    return members;
  }

  /** The group's roles are others now. @param members all who are in it, {@link held} */
  async rolesOfAllChanged(tx: TenantTransaction, group: Group, members: readonly string[]): Promise<void> {
    await this.#tellRoles(tx, group, members);
  }

  @Publishes(groupMemberAdded, (_done, group: Group, userId: string) => membership(group, userId))
  async tellAdded(tx: TenantTransaction, group: Group, userId: string): Promise<void> {
    await this.accessMembers.add(tx, group.id, [userId]);
  }

  @Publishes(groupMemberRemoved, (_done, group: Group, userId: string) => membership(group, userId))
  async tellRemoved(tx: TenantTransaction, group: Group, userId: string): Promise<void> {
    await this.accessMembers.remove(tx, group.id, [userId]);
  }

  /** Tokens carry roles: those that were issued until now are void, and refreshing them gives the right ones. */
  @Publishes(userRolesChanged, (_done, { id: groupId }: Group, userId: string, roles: readonly Role[]) => ({
    target: { type: 'user', id: userId },
    actionObject: { type: 'group', id: groupId },
    data: { userId, groupId, roles: [...roles] },
  }))
  async cutOff(tx: TenantTransaction, _group: Group, userId: string, _roles: readonly Role[]): Promise<void> {
    await Admission.voidIssuedTo(tx, userId);
  }

  async #rolesChanged(tx: TenantTransaction, group: Group, userIds: readonly string[]): Promise<void> {
    if (group.roles.length > 0) await this.#tellRoles(tx, group, userIds);
  }

  /** @param userIds who are locked */
  async #tellRoles(tx: TenantTransaction, group: Group, userIds: readonly string[]): Promise<void> {
    const users = await effectiveRolesOf(tx, userIds);
    await Promise.all(users.map(({ userId, roles }) => this.cutOff(tx, group, userId, roles)));
  }

  async #of(tx: TenantTransaction, { id }: Group): Promise<string[]> {
    const rows = await tx.query<{ userId: string }>(
      'select user_id as "userId" from identity.group_member where group_id = $1 order by user_id',
      [id],
    );
    return rows.map(({ userId }) => userId);
  }
}

/**
 * In one order for all, before they are cut off: nobody is issued a token in between on what was true before. And before the first
 * change: whoever changes a user holds that user when the account's facts move on, which is one row for all of them.
 */
function lockUsers(tx: TenantTransaction, userIds: readonly string[]): void {
  const sql = 'select from identity.user where id = any ($1::uuid[]) order by id for update';
  tx.send({ sql, parameters: [userIds] });
}

const membership = ({ id: groupId }: Group, userId: string) => ({
  target: { type: 'group', id: groupId },
  actionObject: { type: 'user', id: userId },
  data: { groupId, userId },
});
