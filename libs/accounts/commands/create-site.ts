import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { siteCreated } from '../contract/index.js';
import { lockAccount, requireRoom, usageOf } from '../model/plan-limits.js';
import { Site } from '../model/site.entity.js';
import { SiteAccess } from '../model/site-access.js';

export interface NewSite {
  readonly accountId: string;
  readonly name: string;
  /** IANA. */
  readonly timeZone: string;
  readonly address: string;
  readonly id?: string;
}

/** Resolves to whether it was made: an id that is there already is left as it is, so that set-up can be run again. */
export class CreateSite extends Command<boolean> {
  /** @param actor absent: made at set-up, by nobody who signed in */
  constructor(
    readonly site: NewSite,
    readonly actor?: Actor,
  ) {
    super();
  }
}

@CommandHandler(CreateSite)
export class CreateSiteHandler implements ICommandHandler<CreateSite> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly access: SiteAccess,
  ) {}

  /** @throws ValidationError, PlanLimitConflictError */
  execute({ site: { id = newId(), ...rest }, actor }: CreateSite): Promise<boolean> {
    const site = Site.open({ id, ...rest });
    const database = actor ? this.database : this.database.forAccount(site.accountId);
    return database.write(async (tx) => {
      const account = await lockAccount(tx);
      if (await tx.repository(Site).existsBy({ id })) return false;
      requireRoom(account, 'sites', (await usageOf(tx)).sites);
      await this.open(tx, site);
      if (account.siteAccess === 'everyone') await this.access.open(tx, id, actor?.userId ?? null);
      return true;
    });
  }

  @Publishes(siteCreated, (_done, site: Site) => ({
    target: { type: 'site', id: site.id },
    data: { siteId: site.id, name: site.name, timeZone: site.timeZone },
  }))
  async open(tx: TenantTransaction, site: Site): Promise<void> {
    await tx.repository(Site).insert(site);
  }
}
