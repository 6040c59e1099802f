import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { storePlan } from '../model/plan-events.js';
import { lockAccount } from '../model/plan-limits.js';
import type { PlanState } from '../model/plan-state.js';

/** For those who run Praxis; they reach a suspended account, too. */
export class SetPlanState extends Command<void> {
  constructor(
    readonly actor: Actor,
    readonly state: PlanState,
  ) {
    super();
  }
}

@CommandHandler(SetPlanState)
export class SetPlanStateHandler implements ICommandHandler<SetPlanState> {
  constructor(private readonly database: TenantDatabase) {}

  execute({ state }: SetPlanState): Promise<void> {
    return this.database.despite('suspension').write(async (tx) => {
      const account = await lockAccount(tx);
      const before = { plan: account.plan, planState: account.planState };
      account.enter(state, new Date());
      await storePlan(tx, account, before);
    });
  }
}
