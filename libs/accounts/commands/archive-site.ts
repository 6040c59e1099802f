import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { siteArchived, siteRestored } from '../contract/index.js';
import { lockSite } from '../model/locked-place.js';
import { type PlaceStatus } from '../model/place-status.js';
import { lockAccount, requireRoom, usageOf } from '../model/plan-limits.js';
import { Site } from '../model/site.entity.js';
import { SiteAccess } from '../model/site-access.js';

/** Archives a site, or opens it again. Doing it again changes nothing. */
export class ArchiveSite extends Command<void> {
  constructor(
    readonly actor: Actor,
    readonly siteId: string,
    readonly status: PlaceStatus = 'archived',
  ) {
    super();
  }
}

@CommandHandler(ArchiveSite)
export class ArchiveSiteHandler implements ICommandHandler<ArchiveSite> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly access: SiteAccess,
  ) {}

  /** @throws SiteNotFoundError, PlanLimitConflictError */
  execute({ actor, siteId, status }: ArchiveSite): Promise<void> {
    return this.database.write(async (tx) => {
      const account = await lockAccount(tx);
      const site = await lockSite(tx, this.access, actor, siteId);
      if (site.status === status) return;
      if (status === 'open') requireRoom(account, 'sites', (await usageOf(tx)).sites);
      await tx.repository(Site).update(siteId, { status });
      const event = status === 'open' ? siteRestored : siteArchived;
      await tx.publish(event, { target: { type: 'site', id: siteId }, data: { siteId } });
    });
  }
}
