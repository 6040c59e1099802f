import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { AccessControl } from '#platform/access/access-control.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { identityPermissions } from '../contract/identity-permissions.js';
import { GroupNotFoundError } from '../model/group-errors.js';
import type { GroupView } from '../model/group-view.js';

export class GetGroup extends Query<GroupView> {
  constructor(
    readonly actor: Actor,
    readonly groupId: string,
  ) {
    super();
  }
}

@QueryHandler(GetGroup)
export class GetGroupHandler implements IQueryHandler<GetGroup> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly access: AccessControl,
  ) {}

  /** @throws GroupNotFoundError */
  async execute({ actor, groupId }: GetGroup): Promise<GroupView> {
    const visible = this.access.ofOne(actor, identityPermissions['group.view'], 'group', { before: 1 });
    const [group] = await this.database.readTogether((tx) =>
      tx.query<GroupView>(
        `select id, name, description, roles, created_at as "createdAt", updated_at as "updatedAt"
         from identity.group where id = $1::uuid and ${visible.sql}`,
        [groupId, ...visible.values],
      ),
    );
    if (!group) throw new GroupNotFoundError(groupId);
    return group;
  }
}
