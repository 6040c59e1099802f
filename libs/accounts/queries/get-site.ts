import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { SiteNotFoundError } from '../contract/index.js';
import type { SiteView } from './list-sites.js';

export class GetSite extends Query<SiteView> {
  constructor(readonly siteId: string) {
    super();
  }
}

@QueryHandler(GetSite)
export class GetSiteHandler implements IQueryHandler<GetSite> {
  constructor(private readonly database: TenantDatabase) {}

  /** @throws SiteNotFoundError */
  async execute({ siteId }: GetSite): Promise<SiteView> {
    const [site] = await this.database.readTogether((tx) =>
      tx.query<SiteView>('select id, name, time_zone as "timeZone", address from accounts.site where id = $1::uuid', [
        siteId,
      ]),
    );
    if (!site) throw new SiteNotFoundError(siteId);
    return site;
  }
}
