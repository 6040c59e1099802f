import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { PermissionDeniedError } from '#platform/errors/application-error.js';
import type { Account } from '../model/account.entity.js';

export type AccountView = Pick<Account, 'id' | 'name' | 'standing' | 'createdAt'>;

/** The actor's own account. */
export class GetAccount extends Query<AccountView> {
  constructor(readonly actor: Actor) {
    super();
  }
}

@QueryHandler(GetAccount)
export class GetAccountHandler implements IQueryHandler<GetAccount> {
  constructor(private readonly database: TenantDatabase) {}

  async execute({ actor }: GetAccount): Promise<AccountView> {
    const [account] = await this.database.readTogether((tx) =>
      tx.query<AccountView>(
        'select id, name, standing, created_at as "createdAt" from accounts.account where id = $1::uuid',
        [actor.accountId],
      ),
    );
    if (!account) throw new PermissionDeniedError('ACCOUNT_REQUIRED');
    return account;
  }
}
