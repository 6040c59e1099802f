import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import type { SectorView } from './list-sectors.js';

/** The sectors of several sites, by site, each by name. */
export class SectorsOfSites extends Query<ReadonlyMap<string, SectorView[]>> {
  constructor(readonly siteIds: readonly string[]) {
    super();
  }
}

@QueryHandler(SectorsOfSites)
export class SectorsOfSitesHandler implements IQueryHandler<SectorsOfSites> {
  constructor(private readonly database: TenantDatabase) {}

  async execute({ siteIds }: SectorsOfSites): Promise<ReadonlyMap<string, SectorView[]>> {
    const sectors = await this.database.readTogether((tx) =>
      tx.query<SectorView>(
        `select id, site_id as "siteId", name, status from accounts.sector where site_id = any ($1::uuid[]) order by name, id`,
        [siteIds],
      ),
    );
    return Map.groupBy(sectors, ({ siteId }) => siteId);
  }
}
