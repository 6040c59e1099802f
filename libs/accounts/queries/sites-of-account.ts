import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { type Site, SiteDirectory, SiteNotFoundError } from '../contract/index.js';

const SITES = `
  select s.id, s.name, s.time_zone as "timeZone", s.address, array(
    select x.id from accounts.sector x where x.account_id = s.account_id and x.site_id = s.id order by x.name, x.id
  ) as "sectorIds"
  from accounts.site s`;

/** The contract's directory; each answer is one round trip. */
@Injectable()
export class SitesOfAccount extends SiteDirectory {
  constructor(private readonly database: TenantDatabase) {
    super();
  }

  override async site(id: string): Promise<Site> {
    const [site] = await this.database.readTogether((tx) => tx.query<Site>(`${SITES} where s.id = $1::uuid`, [id]));
    if (!site) throw new SiteNotFoundError(id);
    return site;
  }

  override sites(): Promise<Site[]> {
    return this.database.readTogether((tx) => tx.query<Site>(`${SITES} order by s.name, s.id`));
  }
}
