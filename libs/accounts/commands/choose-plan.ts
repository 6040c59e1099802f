import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { storePlan } from '../model/plan-events.js';
import { lockAccount, requireWithin, usageOf } from '../model/plan-limits.js';
import type { PlanName } from '../model/plans.js';

/** Possible also while the plan is not active: it is the way out of that. */
export class ChoosePlan extends Command<void> {
  constructor(
    readonly actor: Actor,
    readonly plan: PlanName,
  ) {
    super();
  }
}

@CommandHandler(ChoosePlan)
export class ChoosePlanHandler implements ICommandHandler<ChoosePlan> {
  constructor(private readonly database: TenantDatabase) {}

  /** @throws PlanLimitConflictError when the account uses more than the plan allows */
  execute({ plan }: ChoosePlan): Promise<void> {
    return this.database.despite('inactive-plan').write(async (tx) => {
      const account = await lockAccount(tx);
      const before = { plan: account.plan, planState: account.planState };
      account.choose(plan, new Date());
      requireWithin(account, await usageOf(tx));
      await storePlan(tx, account, before);
    });
  }
}
