import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { type ListRequest, listDefinition } from '#platform/lists/list-definition.js';
import { type ListPage, runList } from '#platform/lists/list-query.js';

/** Of a user in a group, by the user's id. */
export interface GroupMemberView {
  readonly id: string;
  readonly addedAt: Date;
}

export const groupMemberList = listDefinition({
  fields: {
    id: { column: 'user_id', type: 'uuid', filter: true, sort: true },
    addedAt: { column: 'added_at', type: 'timestamptz', filter: true, sort: true },
  },
  ordering: 'addedAt',
});

export class ListGroupMembers extends Query<ListPage<GroupMemberView>> {
  constructor(
    readonly groupId: string,
    readonly request: ListRequest,
  ) {
    super();
  }
}

@QueryHandler(ListGroupMembers)
export class ListGroupMembersHandler implements IQueryHandler<ListGroupMembers> {
  constructor(private readonly database: TenantDatabase) {}

  execute({ groupId, request }: ListGroupMembers): Promise<ListPage<GroupMemberView>> {
    const visible = { sql: 'group_id = $1::uuid', values: [groupId] };
    return this.database.readTogether(
      (tx) => runList(tx, { table: 'identity.group_member', visible }, request) as Promise<ListPage<never>>,
    );
  }
}
