import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { newId } from '#platform/context/ids.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { SiteNotFoundError } from '../contract/index.js';
import { Sector } from '../model/sector.entity.js';
import { Site } from '../model/site.entity.js';

export interface NewSector {
  readonly accountId: string;
  readonly siteId: string;
  readonly name: string;
  readonly id?: string;
}

/** Resolves to whether it was made: an id that is there already is left as it is, so that set-up can be run again. */
export class CreateSector extends Command<boolean> {
  constructor(readonly sector: NewSector) {
    super();
  }
}

@CommandHandler(CreateSector)
export class CreateSectorHandler implements ICommandHandler<CreateSector> {
  constructor(private readonly database: TenantDatabase) {}

  /** @throws SiteNotFoundError */
  execute({ sector: { id = newId(), accountId, siteId, name } }: CreateSector): Promise<boolean> {
    return this.database.forAccount(accountId).write(async (tx) => {
      const [siteExists, sectorExists] = await Promise.all([
        tx.repository(Site).existsBy({ id: siteId }),
        tx.repository(Sector).existsBy({ id }),
      ]);
      if (!siteExists) throw new SiteNotFoundError(siteId);
      if (sectorExists) return false;
      await tx.repository(Sector).insert({ id, accountId, siteId, name });
      return true;
    });
  }
}
