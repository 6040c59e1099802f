import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import type { RequestContext } from '#platform/context/request-context.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { accountCrossed } from '../contract/index.js';

/** Somebody acts in an account that is not theirs. That they may has been found out. */
export class CrossAccount extends Command<void> {
  constructor(
    readonly actor: Actor,
    readonly accountId: string,
    readonly request: { readonly method: string; readonly path: string },
    /** Of the request, which is not yet the ambient one. */
    readonly context: Pick<RequestContext, 'requestId' | 'correlationId' | 'traceparent'>,
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
  async execute({ actor, accountId, request, context }: CrossAccount): Promise<void> {
    const { accountId: fromAccountId } = actor;
    await this.database.forAccount(fromAccountId, { actor }).readTogether(async () => undefined);
    const target = this.database.forAccount(accountId, { ...context, actor }).despite('suspension');
    await target.write(async (tx) => {
      if (READS.has(request.method) && !(await this.#isFirstOfHour(tx, actor))) return;
      const data = { accountId, fromAccountId, ...request };
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
}
