import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AccountDirectory, requireFeature } from '#accounts/contract/index.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { groupCreated } from '../contract/index.js';
import { Group, type GroupChanges } from '../model/group.entity.js';
import type { GroupView } from '../model/group-view.js';
import { orNameConflict } from '../model/locked-group.js';

export class CreateGroup extends Command<GroupView> {
  constructor(
    readonly actor: Actor,
    readonly wanted: GroupChanges & { readonly name: string },
  ) {
    super();
  }
}

@CommandHandler(CreateGroup)
export class CreateGroupHandler implements ICommandHandler<CreateGroup> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly accounts: AccountDirectory,
  ) {}

  /** @throws FeatureNotInPlanError, GroupNameConflictError */
  async execute({ actor, wanted }: CreateGroup): Promise<GroupView> {
    requireFeature(await this.accounts.account(actor.accountId), 'groups');
    return orNameConflict(this.database.write((tx) => this.store(tx, Group.make(tx.accountId, wanted, new Date()))));
  }

  @Publishes(groupCreated, (group: Group) => ({
    target: { type: 'group', id: group.id },
    data: { groupId: group.id, name: group.name, roles: group.roles },
  }))
  async store(tx: TenantTransaction, group: Group): Promise<Group> {
    await tx.repository(Group).insert(group);
    return group;
  }
}
