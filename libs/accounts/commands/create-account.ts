import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { newId } from '#platform/context/ids.js';
import { Admission } from '#platform/database/admission.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { accountCreated } from '../contract/index.js';
import { Account, type NewAccount } from '../model/account.entity.js';

/** Resolves to whether it was made: an id that is there already is left as it is, so that set-up can be run again. */
export class CreateAccount extends Command<boolean> {
  /** @param terms what was agreed for it; without any, a plan without limits, as for those who run Praxis for themselves */
  constructor(
    readonly name: string,
    readonly id: string = newId(),
    readonly terms: Omit<NewAccount, 'name'> = {},
  ) {
    super();
  }
}

@CommandHandler(CreateAccount)
export class CreateAccountHandler implements ICommandHandler<CreateAccount> {
  constructor(private readonly database: TenantDatabase) {}

  execute({ id, name, terms }: CreateAccount): Promise<boolean> {
    return this.database.forAccount(id).write(async (tx) => {
      if (await tx.repository(Account).existsBy({ id })) return false;
      await this.open(tx, Account.open({ id, name, ...terms }, new Date()));
      return true;
    });
  }

  @Publishes(accountCreated, (_done, account: Account) => ({
    target: { type: 'account', id: account.id },
    data: { accountId: account.id, name: account.name },
  }))
  async open(tx: TenantTransaction, account: Account): Promise<void> {
    await tx.repository(Account).insert(account);
    await Admission.admit(tx, account.standingAt(new Date()), account.graceEndsAt);
  }
}
