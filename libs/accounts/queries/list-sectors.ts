import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { type ListRequest, listDefinition } from '#platform/lists/list-definition.js';
import { type ListPage, runList } from '#platform/lists/list-query.js';
import { SiteNotFoundError } from '../contract/index.js';
import { PLACE_STATUSES, type PlaceStatus } from '../model/place-status.js';
import { SiteAccess } from '../model/site-access.js';

export const sectorList = listDefinition({
  fields: {
    id: { column: 'id', type: 'uuid', filter: true, sort: true },
    siteId: { column: 'site_id', type: 'uuid' },
    name: { column: 'name', type: 'text', filter: true, sort: true },
    status: { column: 'status', type: 'text', filter: true, values: PLACE_STATUSES },
  },
  search: ['name'],
  ordering: 'name',
});

export interface SectorView {
  readonly id: string;
  readonly siteId: string;
  readonly name: string;
  readonly status: PlaceStatus;
}

/** The sectors of one site. */
export class ListSectors extends Query<ListPage<SectorView>> {
  constructor(
    readonly actor: Actor,
    readonly siteId: string,
    readonly request: ListRequest,
  ) {
    super();
  }
}

@QueryHandler(ListSectors)
export class ListSectorsHandler implements IQueryHandler<ListSectors> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly access: SiteAccess,
  ) {}

  /** @throws SiteNotFoundError */
  async execute({ actor, siteId, request }: ListSectors): Promise<ListPage<SectorView>> {
    const { sql, values } = this.access.usableOne(actor, siteId);
    const [sites, page] = await this.database.readTogether((tx) =>
      Promise.all([
        tx.query(`select from accounts.site where ${sql}`, values),
        runList(tx, { table: 'accounts.sector', visible: { sql: 'site_id = $1::uuid', values: [siteId] } }, request),
      ]),
    );
    if (sites.length === 0) throw new SiteNotFoundError(siteId);
    return page as ListPage<never>;
  }
}
