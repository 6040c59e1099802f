import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { newId } from '#platform/context/ids.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { siteCreated } from '../contract/index.js';
import { Site } from '../model/site.entity.js';

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
  constructor(readonly site: NewSite) {
    super();
  }
}

@CommandHandler(CreateSite)
export class CreateSiteHandler implements ICommandHandler<CreateSite> {
  constructor(private readonly database: TenantDatabase) {}

  execute({ site: { id = newId(), ...rest } }: CreateSite): Promise<boolean> {
    const site = Site.open({ id, ...rest });
    return this.database.forAccount(site.accountId).write(async (tx) => {
      if (await tx.repository(Site).existsBy({ id })) return false;
      await this.open(tx, site);
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
