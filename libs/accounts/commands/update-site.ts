import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { siteUpdated } from '../contract/index.js';
import { lockSite } from '../model/locked-place.js';
import { Site, type SiteChanges } from '../model/site.entity.js';
import { SiteAccess } from '../model/site-access.js';

export class UpdateSite extends Command<void> {
  constructor(
    readonly actor: Actor,
    readonly siteId: string,
    readonly changes: SiteChanges,
  ) {
    super();
  }
}

@CommandHandler(UpdateSite)
export class UpdateSiteHandler implements ICommandHandler<UpdateSite> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly access: SiteAccess,
  ) {}

  /** @throws SiteNotFoundError, ValidationError */
  execute({ actor, siteId, changes }: UpdateSite): Promise<void> {
    return this.database.write(async (tx) => {
      const site = await lockSite(tx, this.access, actor, siteId);
      const changed = site.change(changes);
      if (changed.length > 0) await this.store(tx, site, changed);
    });
  }

  @Publishes(siteUpdated, (_done, { id }: Site, changed: string[]) => ({
    target: { type: 'site', id },
    data: { siteId: id, changed },
  }))
  async store(tx: TenantTransaction, site: Site, _changed: string[]): Promise<void> {
    await tx.repository(Site).save(site);
  }
}
