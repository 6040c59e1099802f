import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { MemberNotFoundError } from '../model/accounts-errors.js';
import { lockSite } from '../model/locked-place.js';
import { SiteAccess } from '../model/site-access.js';

/** Lists a user for a site. Doing it again changes nothing. */
export class GrantSiteAccess extends Command<void> {
  constructor(
    readonly actor: Actor,
    readonly siteId: string,
    readonly userId: string,
  ) {
    super();
  }
}

@CommandHandler(GrantSiteAccess)
export class GrantSiteAccessHandler implements ICommandHandler<GrantSiteAccess> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly access: SiteAccess,
  ) {}

  /** @throws SiteNotFoundError, MemberNotFoundError */
  execute({ actor, siteId, userId }: GrantSiteAccess): Promise<void> {
    return this.database.write(async (tx) => {
      await lockSite(tx, this.access, actor, siteId);
      const members = await tx.query('select from accounts.member where user_id = $1::uuid', [userId]);
      if (members.length === 0) throw new MemberNotFoundError(userId);
      await this.access.list(tx, siteId, userId, actor.userId);
    });
  }
}
