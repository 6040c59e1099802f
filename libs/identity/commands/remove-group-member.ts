import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { GroupMemberNotFoundError } from '../model/group-errors.js';
import { GroupMemberships } from '../model/group-memberships.js';
import type { GroupView } from '../model/group-view.js';
import { lockedGroup } from '../model/locked-group.js';

export class RemoveGroupMember extends Command<GroupView> {
  constructor(
    readonly actor: Actor,
    readonly groupId: string,
    readonly userId: string,
  ) {
    super();
  }
}

@CommandHandler(RemoveGroupMember)
export class RemoveGroupMemberHandler implements ICommandHandler<RemoveGroupMember> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly memberships: GroupMemberships,
  ) {}

  /** @throws GroupNotFoundError, GroupMemberNotFoundError */
  execute({ groupId, userId }: RemoveGroupMember): Promise<GroupView> {
    return this.database.write(async (tx) => {
      const group = await lockedGroup(tx, groupId);
      if (!(await this.memberships.remove(tx, group, userId))) throw new GroupMemberNotFoundError(groupId, userId);
      return group;
    });
  }
}
