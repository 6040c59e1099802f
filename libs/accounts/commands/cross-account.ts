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
      const isNews = READS.has(method) ? await this.#isFirstOfHour(tx, actor) : await this.#isUntold(tx, id);
      if (!isNews) return;
      const data = { accountId, fromAccountId, method, path };
      await tx.publish(accountCrossed, { target: { type: 'account', id: accountId }, data });
    });
  }

  async #isFirstOfHour(tx: TenantTransaction, { userId }: Actor): Promise<boolean> {
    const noted = await tx.execute(
      `insert into accounts.crossing (account_id, user_id, hour) values ($1, $2, date_trunc('hour', now())) on conflict do nothing`,
      [tx.accountId, userId],
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
