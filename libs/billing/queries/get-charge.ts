import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { AccessControl } from '#platform/access/access-control.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { billingPermissions } from '../contract/billing-permissions.js';
import { ChargeNotFoundError } from '../model/billing-errors.js';
import type { ListedCharge } from '../model/charge-view.js';
import { CHARGE_COLUMNS } from './list-charges.js';

export class GetCharge extends Query<ListedCharge> {
  constructor(
    readonly actor: Actor,
    readonly chargeId: string,
  ) {
    super();
  }
}

/** @throws ChargeNotFoundError also for a charge that the actor may not see */
@QueryHandler(GetCharge)
export class GetChargeHandler implements IQueryHandler<GetCharge> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly access: AccessControl,
  ) {}

  async execute({ actor, chargeId }: GetCharge): Promise<ListedCharge> {
    const visible = this.access.ofOne(actor, billingPermissions['charge.view'], 'charge', { before: 1 });
    const [charge] = await this.database.readTogether((tx) =>
      tx.query<ListedCharge & object>(
        `select ${CHARGE_COLUMNS} from billing.charge where id = $1::uuid and ${visible.sql}`,
        [chargeId, ...visible.values],
      ),
    );
    if (!charge) throw new ChargeNotFoundError(chargeId);
    return charge;
  }
}
