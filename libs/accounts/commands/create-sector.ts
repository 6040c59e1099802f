import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { SiteNotFoundError, sectorCreated } from '../contract/index.js';
import { lockSite } from '../model/locked-place.js';
import { Sector } from '../model/sector.entity.js';
import { Site } from '../model/site.entity.js';
import { SiteAccess } from '../model/site-access.js';

export interface NewSector {
  readonly accountId: string;
  readonly siteId: string;
  readonly name: string;
  readonly id?: string;
}

/** Resolves to whether it was made: an id that is there already is left as it is, so that set-up can be run again. */
export class CreateSector extends Command<boolean> {
  /** @param actor absent: made at set-up, by nobody who signed in */
  constructor(
    readonly sector: NewSector,
    readonly actor?: Actor,
  ) {
    super();
  }
}

@CommandHandler(CreateSector)
export class CreateSectorHandler implements ICommandHandler<CreateSector> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly access: SiteAccess,
  ) {}

  /** @throws SiteNotFoundError */
  execute({ sector: { id = newId(), accountId, siteId, name }, actor }: CreateSector): Promise<boolean> {
    const database = actor ? this.database : this.database.forAccount(accountId);
    return database.write(async (tx) => {
      if (actor) await lockSite(tx, this.access, actor, siteId);
      else if (!(await tx.repository(Site).existsBy({ id: siteId }))) throw new SiteNotFoundError(siteId);
      if (await tx.repository(Sector).existsBy({ id })) return false;
      await this.open(tx, Object.assign(new Sector(), { id, accountId, siteId, name, status: 'open' }));
      return true;
    });
  }

  @Publishes(sectorCreated, (_done, { id, siteId, name }: Sector) => ({
    target: { type: 'sector', id },
    data: { sectorId: id, siteId, name },
  }))
  async open(tx: TenantTransaction, sector: Sector): Promise<void> {
    await tx.repository(Sector).insert(sector);
  }
}
