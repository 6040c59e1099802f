import type { Actor } from '#platform/context/actor.js';
import type { TenantTransaction } from '#platform/database/tenant-database.js';
import { SiteNotFoundError } from '../contract/index.js';
import { SectorNotFoundError } from './accounts-errors.js';
import { Sector } from './sector.entity.js';
import { Site } from './site.entity.js';
import type { SiteAccess } from './site-access.js';

/**
 * Loads a site to change it, or what hangs on it; it stays locked until the transaction ends.
 * @throws SiteNotFoundError also for one that the actor may not use
 */
export async function lockSite(tx: TenantTransaction, access: SiteAccess, actor: Actor, siteId: string): Promise<Site> {
  const { sql, values } = access.usableOne(actor, siteId);
  const [found] = await tx.query(`select from accounts.site where ${sql} for update of site`, values);
  const site = found && (await tx.repository(Site).findOneBy({ id: siteId }));
  if (!site) throw new SiteNotFoundError(siteId);
  return site;
}

/** @throws SectorNotFoundError also for one at a site that the actor may not use */
export async function lockSector(
  tx: TenantTransaction,
  access: SiteAccess,
  actor: Actor,
  { sectorId, siteId }: { readonly sectorId: string; readonly siteId?: string },
): Promise<Sector> {
  const sector = await tx.repository(Sector).findOneBy({ id: sectorId, ...(siteId && { siteId }) });
  if (!sector) throw new SectorNotFoundError(sectorId);
  try {
    await lockSite(tx, access, actor, sector.siteId);
  } catch (error) {
    throw error instanceof SiteNotFoundError ? new SectorNotFoundError(sectorId) : error;
  }
  return sector;
}
