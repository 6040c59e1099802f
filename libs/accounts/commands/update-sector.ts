import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { sectorArchived, sectorRestored, sectorUpdated } from '../contract/index.js';
import { lockSector } from '../model/locked-place.js';
import type { PlaceStatus } from '../model/place-status.js';
import { Sector } from '../model/sector.entity.js';
import { SiteAccess } from '../model/site-access.js';
import type { SectorRef } from '../queries/get-sector.js';

/** Renames a sector, archives it so that nothing new is put into it, or opens it again. */
export class UpdateSector extends Command<void> {
  constructor(
    readonly actor: Actor,
    readonly sector: SectorRef,
    readonly change: { readonly name?: string; readonly status?: PlaceStatus },
  ) {
    super();
  }
}

@CommandHandler(UpdateSector)
export class UpdateSectorHandler implements ICommandHandler<UpdateSector> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly access: SiteAccess,
  ) {}

  /** @throws SectorNotFoundError */
  execute({ actor, sector: ref, change: { name, status } }: UpdateSector): Promise<void> {
    return this.database.write(async (tx) => {
      const sector = await lockSector(tx, this.access, actor, ref);
      const { id: sectorId, siteId } = sector;
      const target = { type: 'sector', id: sectorId };
      if (name !== undefined && name !== sector.name) {
        await tx.repository(Sector).update(sectorId, { name });
        await tx.publish(sectorUpdated, { target, data: { sectorId, siteId, changed: ['name'] } });
      }
      if (status !== undefined && status !== sector.status) {
        await tx.repository(Sector).update(sectorId, { status });
        const event = status === 'open' ? sectorRestored : sectorArchived;
        await tx.publish(event, { target, data: { sectorId, siteId } });
      }
    });
  }
}
