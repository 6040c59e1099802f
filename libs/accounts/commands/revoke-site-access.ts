import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { SiteAccessNotFoundError } from '../model/accounts-errors.js';
import { lockSite } from '../model/locked-place.js';
import { SiteAccess } from '../model/site-access.js';

export class RevokeSiteAccess extends Command<void> {
  constructor(
    readonly actor: Actor,
    readonly siteId: string,
    readonly userId: string,
  ) {
    super();
  }
}

@CommandHandler(RevokeSiteAccess)
export class RevokeSiteAccessHandler implements ICommandHandler<RevokeSiteAccess> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly access: SiteAccess,
  ) {}

  /** @throws SiteNotFoundError, SiteAccessNotFoundError */
  execute({ actor, siteId, userId }: RevokeSiteAccess): Promise<void> {
    return this.database.write(async (tx) => {
      await lockSite(tx, this.access, actor, siteId);
      if (!(await this.access.unlist(tx, siteId, userId))) throw new SiteAccessNotFoundError(siteId, userId);
    });
  }
}
