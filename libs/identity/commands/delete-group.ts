import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ObjectGrants } from '#platform/access/object-grants.js';
import { groupSubject } from '#platform/access/subject.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { groupDeleted } from '../contract/index.js';
import { Group } from '../model/group.entity.js';
import { GroupMemberships } from '../model/group-memberships.js';
import type { GroupView } from '../model/group-view.js';
import { lockedGroup } from '../model/locked-group.js';

/** Who was in it loses at once what it gave. */
export class DeleteGroup extends Command<GroupView> {
  constructor(
    readonly actor: Actor,
    readonly groupId: string,
  ) {
    super();
  }
}

@CommandHandler(DeleteGroup)
export class DeleteGroupHandler implements ICommandHandler<DeleteGroup> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly memberships: GroupMemberships,
    private readonly grants: ObjectGrants,
  ) {}

  /** @throws GroupNotFoundError */
  execute({ groupId }: DeleteGroup): Promise<GroupView> {
    return this.database.write(async (tx) => {
      const group = await lockedGroup(tx, groupId);
      await this.memberships.removeAll(tx, group);
      await this.grants.revokeFromSubject(tx, groupSubject(groupId));
      await this.remove(tx, group);
      return group;
    });
  }

  @Publishes(groupDeleted, (_done, group: Group) => ({
    target: { type: 'group', id: group.id },
    data: { groupId: group.id, name: group.name, roles: group.roles },
  }))
  async remove(tx: TenantTransaction, group: Group): Promise<void> {
    await tx.repository(Group).delete({ id: group.id });
  }
}
