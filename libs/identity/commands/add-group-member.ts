import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { GroupMemberships } from '../model/group-memberships.js';
import type { GroupView } from '../model/group-view.js';
import { lockedGroup } from '../model/locked-group.js';
import { lockedUser } from '../model/locked-user.js';
import { SeatsOfGroups } from '../model/seats-of-groups.js';

/** Doing it again changes nothing. */
export class AddGroupMember extends Command<GroupView> {
  constructor(
    readonly actor: Actor,
    readonly groupId: string,
    readonly userId: string,
  ) {
    super();
  }
}

@CommandHandler(AddGroupMember)
export class AddGroupMemberHandler implements ICommandHandler<AddGroupMember> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly memberships: GroupMemberships,
    private readonly seats: SeatsOfGroups,
  ) {}

  /** @throws GroupNotFoundError, UserNotFoundError, PlanLimitConflictError */
  execute({ actor: { accountId }, groupId, userId }: AddGroupMember): Promise<GroupView> {
    return this.seats.keep({ accountId, groupId, userIds: [userId] }, () =>
      this.database.write(async (tx) => {
        const group = await lockedGroup(tx, groupId);
        await lockedUser(tx, userId);
        await this.memberships.add(tx, group, userId);
        return group;
      }),
    );
  }
}
