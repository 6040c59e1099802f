import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { SectorNotFoundError } from '../model/accounts-errors.js';
import { SiteAccess } from '../model/site-access.js';
import type { SectorView } from './list-sectors.js';

/** Which sector, and of which site where that was said. */
export interface SectorRef {
  readonly sectorId: string;
  readonly siteId?: string;
}

export class GetSector extends Query<SectorView> {
  constructor(
    readonly actor: Actor,
    readonly sector: SectorRef,
  ) {
    super();
  }
}

@QueryHandler(GetSector)
export class GetSectorHandler implements IQueryHandler<GetSector> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly access: SiteAccess,
  ) {}

  /** @throws SectorNotFoundError also for one at a site that the actor may not use */
  async execute({ actor, sector: { sectorId, siteId } }: GetSector): Promise<SectorView> {
    const { sql, values } = this.access.usable(actor, 2);
    const [sector] = await this.database.readTogether((tx) =>
      tx.query<SectorView>(
        `select sector.id, sector.site_id as "siteId", sector.name, sector.status
         from accounts.sector join accounts.site on site.id = sector.site_id
         where sector.id = $1::uuid and ($2::uuid is null or site.id = $2::uuid) and ${sql}`,
        [sectorId, siteId ?? null, ...values],
      ),
    );
    if (!sector) throw new SectorNotFoundError(sectorId);
    return sector;
  }
}
