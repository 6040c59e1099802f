import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { type ListRequest, listDefinition } from '#platform/lists/list-definition.js';
import { type ListPage, runList } from '#platform/lists/list-query.js';
import type { Subscription } from '../model/subscriptions.js';

export const subscriptionList = listDefinition({
  ordering: '-createdAt',
  fields: {
    id: { column: 'id', type: 'uuid', filter: true, sort: true },
    eventType: { column: 'event_type', type: 'text', filter: true },
    objectType: { column: 'object_type', type: 'text', filter: true },
    objectId: { column: 'object_id', type: 'uuid', filter: true },
    createdAt: { column: 'created_at', type: 'timestamptz', filter: true, sort: true },
  },
});

export class ListSubscriptions extends Query<ListPage<Subscription>> {
  constructor(
    readonly actor: Actor,
    readonly request: ListRequest,
  ) {
    super();
  }
}

@QueryHandler(ListSubscriptions)
export class ListSubscriptionsHandler implements IQueryHandler<ListSubscriptions> {
  constructor(private readonly database: TenantDatabase) {}

  execute({ actor, request }: ListSubscriptions): Promise<ListPage<Subscription>> {
    const visible = { sql: 'user_id = $1::uuid', values: [actor.userId] };
    const source = { table: 'notifications.subscription', visible };
    return this.database.readTogether((tx) => runList(tx, source, request)) as Promise<ListPage<never>>;
  }
}
