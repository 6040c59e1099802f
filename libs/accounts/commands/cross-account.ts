import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import type { PlacedRequest } from '#platform/http/account-context.js';
import { accountCrossed } from '../contract/index.js';

/** Somebody acts in an account that is not theirs. That they may has been found out. */
export class CrossAccount extends Command<void> {
  constructor(
    readonly actor: Actor,
    readonly accountId: string,
    /** Not yet the ambient one. */
    readonly request: PlacedRequest,
  ) {
    super();
  }
}

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

@CommandHandler(CrossAccount)
export class CrossAccountHandler implements ICommandHandler<CrossAccount> {
  constructor(private readonly database: TenantDatabase) {}

  /**
   * Puts it on record in the account that is entered, before anything is done there and whatever becomes of it.
   * @throws UnauthenticatedError, PlanInactiveError, PermissionDeniedError when the actor's own account does not stand any more, or
   *   there is no such account
   */
  async execute({ actor, accountId, request }: CrossAccount): Promise<void> {
    const { accountId: fromAccountId } = actor;
    const { id, method, path, requestId, correlationId, traceparent } = request;
    await this.database.forAccount(fromAccountId, { actor }).verifyStanding();
    const context = { actor, requestId, correlationId, traceparent };
    const target = this.database.forAccount(accountId, context).despite('suspension');
    await target.write(async (tx) => {
      const isNews = READS.has(method) ? await this.#isFirstOfHour(tx, actor, path) : await this.#isUntold(tx, id);
      if (!isNews) return;
      const data = { accountId, fromAccountId, method, path };
      await tx.publish(accountCrossed, { target: { type: 'account', id: accountId }, data });
    });
  }

  /** By path, which tells whose record was read. One row for each stays, whatever the number of hours. */
  async #isFirstOfHour(tx: TenantTransaction, { userId }: Actor, path: string): Promise<boolean> {
    const noted = await tx.execute(
      `insert into accounts.crossing as known (account_id, user_id, path_hash, hour)
       values ($1, $2, sha256(convert_to($3, 'UTF8')), date_trunc('hour', now()))
       on conflict (account_id, user_id, path_hash) do update set hour = excluded.hour where known.hour < excluded.hour`,
      [tx.accountId, userId, path],
    );
    return noted > 0;
  }

  /** Another process that got no answer asks again for the same request. */
  async #isUntold(tx: TenantTransaction, id: string): Promise<boolean> {
    const noted = await tx.execute(
      'insert into accounts.crossing_told (account_id, crossing_id) values ($1, $2) on conflict do nothing',
      [tx.accountId, id],
    );
    return noted > 0;
  }
}
