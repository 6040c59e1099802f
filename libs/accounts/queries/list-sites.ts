import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { type ListRequest, listDefinition } from '#platform/lists/list-definition.js';
import { type ListPage, runList } from '#platform/lists/list-query.js';
import { PLACE_STATUSES, type PlaceStatus } from '../model/place-status.js';
import { SiteAccess } from '../model/site-access.js';

export const siteList = listDefinition({
  fields: {
    id: { column: 'id', type: 'uuid', filter: true, sort: true },
    name: { column: 'name', type: 'text', filter: true, sort: true },
    timeZone: { column: 'time_zone', type: 'text', filter: true },
    address: { column: 'address', type: 'text' },
    status: { column: 'status', type: 'text', filter: true, values: PLACE_STATUSES },
  },
  search: ['name'],
  ordering: 'name',
});

export interface SiteView {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly address: string;
  readonly status: PlaceStatus;
}

/** The sites that the actor may use, archived ones too. */
export class ListSites extends Query<ListPage<SiteView>> {
  constructor(
    readonly actor: Actor,
    readonly request: ListRequest,
  ) {
    super();
  }
}

@QueryHandler(ListSites)
export class ListSitesHandler implements IQueryHandler<ListSites> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly access: SiteAccess,
  ) {}

  async execute({ actor, request }: ListSites): Promise<ListPage<SiteView>> {
    const source = { table: 'accounts.site', visible: this.access.usable(actor) };
    const page = await this.database.readTogether((tx) => runList(tx, source, request));
    return page as ListPage<never>;
  }
}
