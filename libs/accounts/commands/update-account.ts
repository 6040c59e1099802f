import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { violatedConstraint } from '#platform/database/database-errors.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { accountUpdated } from '../contract/index.js';
import { Account } from '../model/account.entity.js';
import { type AccountChanges } from '../model/account-settings.js';
import { SlugTakenError } from '../model/accounts-errors.js';
import { lockAccount } from '../model/plan-limits.js';
import { SiteAccess } from '../model/site-access.js';

export class UpdateAccount extends Command<void> {
  constructor(
    readonly actor: Actor,
    readonly changes: AccountChanges,
  ) {
    super();
  }
}

@CommandHandler(UpdateAccount)
export class UpdateAccountHandler implements ICommandHandler<UpdateAccount> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly access: SiteAccess,
  ) {}

  /** @throws ValidationError, SlugTakenError */
  async execute({ actor, changes }: UpdateAccount): Promise<void> {
    try {
      await this.database.write(async (tx) => {
        const account = await lockAccount(tx);
        const changed = account.change(changes);
        if (changed.length > 0) await this.store(tx, account, changed);
        if (changed.includes('siteAccess')) await this.#changeAccess(tx, account, actor);
      });
    } catch (error) {
      if (violatedConstraint(error) === 'account_slug_key') throw new SlugTakenError(changes.slug ?? '');
      throw error;
    }
  }

  async #changeAccess(tx: TenantTransaction, { siteAccess }: Account, { userId }: Actor): Promise<void> {
    // All before the first is changed: whoever changes a site holds it when the account's facts move on, which is one row for all.
    const locked = await tx.query<{ id: string }>('select id from accounts.site order by id for update');
    for (const { id } of locked) {
      if (siteAccess === 'everyone') await this.access.open(tx, id, userId);
      else await this.access.close(tx, id);
    }
  }

  @Publishes(accountUpdated, (_done, account: Account, changed: string[]) => ({
    target: { type: 'account', id: account.id },
    data: { accountId: account.id, changed },
  }))
  async store(tx: TenantTransaction, account: Account, _changed: string[]): Promise<void> {
    await tx.repository(Account).save(account);
  }
}
