import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { type ListRequest, listDefinition } from '#platform/lists/list-definition.js';
import { type ListPage, runList } from '#platform/lists/list-query.js';
import { managesKeys } from '../model/api-key.policy.js';
import type { ApiKeyView } from '../model/api-keys.js';

export const apiKeyList = listDefinition({
  fields: {
    id: { column: 'id', type: 'uuid', filter: true, sort: true },
    userId: { column: 'user_id', type: 'uuid', filter: true },
    name: { column: 'name', type: 'text' },
    prefix: { column: 'prefix', type: 'text' },
    scopes: { column: 'scopes', type: 'text[]' },
    siteId: { column: 'site_id', type: 'uuid', filter: true },
    createdAt: { column: 'created_at', type: 'timestamptz', filter: true, sort: true },
    expiresAt: { column: 'expires_at', type: 'timestamptz', filter: true },
    lastUsedAt: { column: 'last_used_at', type: 'timestamptz', filter: true },
  },
  ordering: '-createdAt',
});

/** The caller's own; for managers, those of the whole account. */
export class ListApiKeys extends Query<ListPage<ApiKeyView>> {
  constructor(
    readonly actor: Actor,
    readonly request: ListRequest,
  ) {
    super();
  }
}

@QueryHandler(ListApiKeys)
export class ListApiKeysHandler implements IQueryHandler<ListApiKeys> {
  constructor(private readonly database: TenantDatabase) {}

  execute({ actor, request }: ListApiKeys): Promise<ListPage<ApiKeyView>> {
    const visible = managesKeys(actor)
      ? { sql: 'revoked_at is null', values: [] }
      : { sql: 'revoked_at is null and user_id = $1::uuid', values: [actor.userId] };
    const whole = { ...request, fields: undefined };
    return this.database.readTogether(
      (tx) => runList(tx, { table: 'identity.api_key', visible }, whole) as Promise<ListPage<never>>,
    );
  }
}
