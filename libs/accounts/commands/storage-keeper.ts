import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { StorageAllowance, type StoredThing } from '../contract/index.js';
import { lockAccount, requireRoomFor } from '../model/plan-limits.js';
import { giveBackStorage, keepStorage, storageTaken } from '../model/storage-register.js';

/** The contract's storage: who asks for the last of it first, gets it (docs/adr/0009). */
@Injectable()
export class StorageKeeper extends StorageAllowance {
  constructor(private readonly database: TenantDatabase) {
    super();
  }

  override async take(thing: StoredThing, takingId: string): Promise<void> {
    if (!Number.isSafeInteger(thing.bytes) || thing.bytes < 0) throw new RangeError(`${thing.bytes} are no bytes.`);
    await this.database.forAccount(thing.accountId).write(async (tx) => {
      const account = await lockAccount(tx);
      const [before, , after] = await Promise.all([
        storageTaken(tx),
        keepStorage(tx, thing, takingId),
        storageTaken(tx),
      ]);
      requireRoomFor(account, 'storageBytes', { before, after });
    });
  }

  override async release(accountId: string, takingId: string): Promise<void> {
    await this.database.forAccount(accountId).write((tx) => giveBackStorage(tx, takingId));
  }
}
