import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { listGrants } from '#platform/access/grant-list.js';
import type { Grant } from '#platform/access/object-grants.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import type { ListRequest } from '#platform/http/list-definition.js';
import type { ListPage } from '#platform/http/list-query.js';

export class ListGrants extends Query<ListPage<Grant>> {
  constructor(readonly request: ListRequest) {
    super();
  }
}

/** The grants of the account; views hold the fields asked for. */
@QueryHandler(ListGrants)
export class ListGrantsHandler implements IQueryHandler<ListGrants> {
  constructor(private readonly database: TenantDatabase) {}

  execute({ request }: ListGrants): Promise<ListPage<Grant>> {
    return this.database.readTogether((tx) => listGrants(tx, request));
  }
}
