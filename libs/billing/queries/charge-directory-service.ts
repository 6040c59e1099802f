import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { type Charge, ChargeDirectory } from '../contract/charge-directory.js';
import type { ChargeRow } from '../model/charge-store.js';
import { toMoney } from '../model/money.js';

@Injectable()
export class ChargeDirectoryService extends ChargeDirectory {
  constructor(private readonly database: TenantDatabase) {
    super();
  }

  async chargesOfSessions(sessionIds: readonly string[]): Promise<Charge[]> {
    const rows = await this.database.readTogether((tx) =>
      tx.query<ChargeRow>(
        `select id, session_id as "sessionId", amount_minor as "amountMinor", currency, status
         from billing.charge where session_id = any ($1::uuid[])`,
        [sessionIds],
      ),
    );
    return rows.map(({ id, sessionId, status, amountMinor, currency }) => ({
      id,
      sessionId,
      status,
      amount: toMoney(amountMinor, currency),
    }));
  }
}
