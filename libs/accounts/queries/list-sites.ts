import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { type ListRequest, listDefinition } from '#platform/http/list-definition.js';
import { type ListPage, runList } from '#platform/http/list-query.js';

export const siteList = listDefinition({
  fields: {
    id: { column: 'id', type: 'uuid', filter: true, sort: true },
    name: { column: 'name', type: 'text', filter: true, sort: true },
    timeZone: { column: 'time_zone', type: 'text', filter: true },
    address: { column: 'address', type: 'text' },
  },
  search: ['name'],
  ordering: 'name',
});

export interface SiteView {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly address: string;
}

export class ListSites extends Query<ListPage<SiteView>> {
  constructor(readonly request: ListRequest) {
    super();
  }
}

@QueryHandler(ListSites)
export class ListSitesHandler implements IQueryHandler<ListSites> {
  constructor(private readonly database: TenantDatabase) {}

  async execute({ request }: ListSites): Promise<ListPage<SiteView>> {
    const page = await this.database.readTogether((tx) => runList(tx, { table: 'accounts.site' }, request));
    return page as ListPage<never>;
  }
}
