import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { AccessControl } from '#platform/access/access-control.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { type ListRequest, listDefinition } from '#platform/lists/list-definition.js';
import { type ListPage, runList } from '#platform/lists/list-query.js';
import { identityPermissions } from '../contract/identity-permissions.js';
import { GROUP_ROLES, type GroupView } from '../model/group-view.js';

export const groupList = listDefinition({
  fields: {
    id: { column: 'id', type: 'uuid', filter: true, sort: true },
    name: { column: 'name', type: 'text', folded: 'name_folded', filter: true },
    description: { column: 'description', type: 'text' },
    roles: { column: 'roles', type: 'text[]', filter: true, values: GROUP_ROLES },
    createdAt: { column: 'created_at', type: 'timestamptz', filter: true, sort: true },
    updatedAt: { column: 'updated_at', type: 'timestamptz' },
  },
  search: ['name'],
  ordering: '-createdAt',
});

export class ListGroups extends Query<ListPage<GroupView>> {
  constructor(
    readonly actor: Actor,
    readonly request: ListRequest,
  ) {
    super();
  }
}

@QueryHandler(ListGroups)
export class ListGroupsHandler implements IQueryHandler<ListGroups> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly access: AccessControl,
  ) {}

  async execute({ actor, request }: ListGroups): Promise<ListPage<GroupView>> {
    const visible = await this.access.restrict(actor, identityPermissions['group.view'], 'group');
    const whole = { ...request, fields: undefined };
    return this.database.readTogether(
      (tx) => runList(tx, { table: 'identity.group', visible }, whole) as Promise<ListPage<never>>,
    );
  }
}
