import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { groupUpdated } from '../contract/index.js';
import { Group, type GroupChanges } from '../model/group.entity.js';
import { GroupMemberships } from '../model/group-memberships.js';
import type { GroupView } from '../model/group-view.js';
import { lockedGroup, orNameConflict } from '../model/locked-group.js';
import { SeatsOfGroups } from '../model/seats-of-groups.js';

export class UpdateGroup extends Command<GroupView> {
  constructor(
    readonly actor: Actor,
    readonly groupId: string,
    readonly changes: GroupChanges,
  ) {
    super();
  }
}

@CommandHandler(UpdateGroup)
export class UpdateGroupHandler implements ICommandHandler<UpdateGroup> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly memberships: GroupMemberships,
    private readonly seats: SeatsOfGroups,
  ) {}

  /** @throws GroupNotFoundError, GroupNameConflictError, PlanLimitConflictError */
  execute({ actor: { accountId }, groupId, changes }: UpdateGroup): Promise<GroupView> {
    const updating = () => orNameConflict(this.database.write((tx) => this.#update(tx, groupId, changes)));
    if (!changes.roles) return updating();
    return this.seats.keep({ accountId, groupId, roles: changes.roles }, updating);
  }

  async #update(tx: TenantTransaction, groupId: string, changes: GroupChanges): Promise<Group> {
    const group = await lockedGroup(tx, groupId);
    const changed = group.change(changes, new Date());
    const members = changed.includes('roles') ? await this.memberships.held(tx, group) : undefined;
    if (changed.length > 0) await this.store(tx, group, changed);
    if (members) await this.memberships.rolesOfAllChanged(tx, group, members);
    return group;
  }

  @Publishes(groupUpdated, (_done, group: Group, changed: string[]) => ({
    target: { type: 'group', id: group.id },
    data: { groupId: group.id, name: group.name, roles: group.roles, changed },
  }))
  async store(tx: TenantTransaction, group: Group, _changed: string[]): Promise<void> {
    await tx.repository(Group).save(group);
  }
}
