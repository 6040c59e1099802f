import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { SiteNotFoundError } from '../contract/index.js';
import { SectorNotFoundError } from '../model/accounts-errors.js';
import { SiteAccess } from '../model/site-access.js';

export interface Place {
  readonly siteId: string;
  readonly sectorId?: string;
}

/** The site and sector that a request asks to work at, of its account and for its actor to use. A sector tells its site. */
export class LocatePlace extends Query<Place> {
  constructor(
    readonly actor: Actor,
    readonly siteId: string | undefined,
    readonly sectorId: string | undefined,
  ) {
    super();
  }
}

@QueryHandler(LocatePlace)
export class LocatePlaceHandler implements IQueryHandler<LocatePlace> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly access: SiteAccess,
  ) {}

  /** @throws SiteNotFoundError, SectorNotFoundError */
  async execute({ actor, siteId, sectorId }: LocatePlace): Promise<Place> {
    // Whether a user may use a site is not a matter of what their API key is for: its scopes hold for what is done there.
    const { scopes: _scopes, ...user } = actor;
    const { sql, values } = this.access.usable(user, 2);
    const places = await this.database.forAccount(actor.accountId, { actor }).readTogether((tx) =>
      tx.query<{ siteId: string; sectorId: string | null }>(
        `select site.id as "siteId", sector.id as "sectorId"
         from accounts.site left join accounts.sector on sector.site_id = site.id and sector.id = $2::uuid
         where (site.id = $1::uuid or ($1::uuid is null and sector.id is not null)) and ${sql}`,
        [siteId ?? null, sectorId ?? null, ...values],
      ),
    );
    const [place] = places;
    if (!place) throw siteId ? new SiteNotFoundError(siteId) : new SectorNotFoundError(sectorId ?? '');
    if (sectorId && !place.sectorId) throw new SectorNotFoundError(sectorId);
    return { siteId: place.siteId, sectorId: place.sectorId ?? undefined };
  }
}
