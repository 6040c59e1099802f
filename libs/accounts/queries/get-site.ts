import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { SiteNotFoundError } from '../contract/index.js';
import { SiteAccess } from '../model/site-access.js';
import type { SiteView } from './list-sites.js';

export class GetSite extends Query<SiteView> {
  constructor(
    readonly actor: Actor,
    readonly siteId: string,
  ) {
    super();
  }
}

@QueryHandler(GetSite)
export class GetSiteHandler implements IQueryHandler<GetSite> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly access: SiteAccess,
  ) {}

  /** @throws SiteNotFoundError also for one that the actor may not use */
  async execute({ actor, siteId }: GetSite): Promise<SiteView> {
    const { sql, values } = this.access.usableOne(actor, siteId);
    const [site] = await this.database.readTogether((tx) =>
      tx.query<SiteView>(
        `select id, name, time_zone as "timeZone", address, status from accounts.site where ${sql}`,
        values,
      ),
    );
    if (!site) throw new SiteNotFoundError(siteId);
    return site;
  }
}
