import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { listGrants } from '#platform/access/grant-list.js';
import type { Grant } from '#platform/access/object-grants.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import type { ListRequest } from '#platform/lists/list-definition.js';
import type { ListPage } from '#platform/lists/list-query.js';
import { seeingDeleted } from '#platform/retention/seeing-deleted.js';
import { GrantReach } from '../model/grant-reach.js';

export class ListGrants extends Query<ListPage<Grant>> {
  constructor(
    readonly actor: Actor,
    readonly request: ListRequest,
  ) {
    super();
  }
}

/** The grants of the account, or of one site for who works only there; views hold the fields asked for. */
@QueryHandler(ListGrants)
export class ListGrantsHandler implements IQueryHandler<ListGrants> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly reach: GrantReach,
  ) {}

  execute({ actor, request }: ListGrants): Promise<ListPage<Grant>> {
    const visible = this.reach.of(actor);
    if (!visible) return this.database.readTogether((tx) => listGrants(tx, request));
    return this.database.read((tx) => seeingDeleted(tx, () => listGrants(tx, request, visible)));
  }
}
