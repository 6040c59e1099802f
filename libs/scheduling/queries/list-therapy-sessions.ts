import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { AccessControl } from '#platform/access/access-control.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import type { ListRequest } from '#platform/lists/list-definition.js';
import { type ListPage, runList } from '#platform/lists/list-query.js';
import { schedulingPermissions } from '../contract/scheduling-permissions.js';
import type { SessionView } from '../model/session-view.js';
import { SESSION_TABLE } from './session-list.js';

export class ListTherapySessions extends Query<ListPage<SessionView>> {
  constructor(
    readonly actor: Actor,
    readonly request: ListRequest,
  ) {
    super();
  }
}

/** A page of the sessions that the actor may see; views hold the fields asked for. */
@QueryHandler(ListTherapySessions)
export class ListTherapySessionsHandler implements IQueryHandler<ListTherapySessions> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly access: AccessControl,
  ) {}

  async execute({ actor, request }: ListTherapySessions): Promise<ListPage<SessionView>> {
    const visible = await this.access.restrict(actor, schedulingPermissions['session.view'], 'therapy_session');
    const source = { table: SESSION_TABLE, visible };
    return this.database.readTogether((tx) => runList(tx, source, request)) as Promise<ListPage<never>>;
  }
}
