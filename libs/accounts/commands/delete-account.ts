import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { Admission } from '#platform/database/admission.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { accountDeleted } from '../contract/index.js';
import { Account } from '../model/account.entity.js';
import { SystemAccountError } from '../model/accounts-errors.js';
import { lockAccount } from '../model/plan-limits.js';

/** Nobody gets into it any more. What it holds stays until it is purged. Resolves to when that was. */
export class DeleteAccount extends Command<Date> {
  constructor(readonly actor: Actor) {
    super();
  }
}

@CommandHandler(DeleteAccount)
export class DeleteAccountHandler implements ICommandHandler<DeleteAccount> {
  constructor(private readonly database: TenantDatabase) {}

  /** @throws SystemAccountError */
  execute(_command: DeleteAccount): Promise<Date> {
    return this.database.despite('suspension').write(async (tx) => {
      const account = await lockAccount(tx);
      if (account.system) throw new SystemAccountError();
      return this.delete(tx, account);
    });
  }

  @Publishes(accountDeleted, (_done, { id }: Account) => ({
    target: { type: 'account', id },
    data: { accountId: id },
  }))
  async delete(tx: TenantTransaction, { id }: Account): Promise<Date> {
    const deletedAt = new Date();
    await tx.repository(Account).update(id, { deletedAt, slug: null });
    await Admission.admit(tx, 'suspended');
    return deletedAt;
  }
}
