import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { type Charge, ChargeDirectory } from '../contract/charge-directory.js';
import { asCharge, type ListedCharge } from '../model/charge-view.js';
import { CHARGE_COLUMNS } from './list-charges.js';

@Injectable()
export class ChargeDirectoryService extends ChargeDirectory {
  constructor(private readonly database: TenantDatabase) {
    super();
  }

  async chargesOfSessions(sessionIds: readonly string[]): Promise<Charge[]> {
    const charges = await this.database.readTogether((tx) =>
      tx.query<ListedCharge & object>(
        `select ${CHARGE_COLUMNS} from billing.charge where session_id = any ($1::uuid[])`,
        [sessionIds],
      ),
    );
    return charges.map(asCharge);
  }
}
