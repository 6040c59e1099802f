import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { type ListRequest, listDefinition } from '#platform/lists/list-definition.js';
import { type ListPage, runList } from '#platform/lists/list-query.js';
import type { NotificationRow } from '../model/notification.js';

export const notificationList = listDefinition({
  ordering: '-timestamp',
  search: ['message'],
  fields: {
    id: { column: 'id', type: 'uuid', filter: true, sort: true },
    type: { column: 'type', type: 'text', filter: true },
    /** Without an index: it is looked for in one inbox, which an index has in order of time, and each booking would pay for another. */
    message: { column: 'message', type: 'text' },
    timestamp: { column: 'created_at', type: 'timestamptz', filter: true, sort: true },
    data: { column: 'data', type: 'text' },
    cursor: { column: 'cursor', type: 'integer' },
    read: { column: 'read', type: 'boolean', filter: true },
    readAt: { column: 'read_at', type: 'timestamptz' },
  },
});

export class ListNotifications extends Query<ListPage<Partial<NotificationRow>>> {
  constructor(
    readonly actor: Actor,
    readonly request: ListRequest,
  ) {
    super();
  }
}

@QueryHandler(ListNotifications)
export class ListNotificationsHandler implements IQueryHandler<ListNotifications> {
  constructor(private readonly database: TenantDatabase) {}

  execute({ actor, request }: ListNotifications): Promise<ListPage<Partial<NotificationRow>>> {
    const visible = { sql: 'user_id = $1::uuid', values: [actor.userId] };
    return this.database.readTogether((tx) => runList(tx, { table: 'notifications.inbox_entry', visible }, request));
  }
}
