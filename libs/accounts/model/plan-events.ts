import { Admission } from '#platform/database/admission.js';
import type { TenantTransaction } from '#platform/database/tenant-database.js';
import { accountPlanChanged, accountStandingChanged } from '../contract/index.js';
import { Account } from './account.entity.js';
import type { PlanState } from './plan-state.js';

interface Before {
  readonly plan: string;
  readonly planState: PlanState;
}

/** Stores what became of the account's plan, lets its people in or not accordingly, and tells it. */
export async function storePlan(tx: TenantTransaction, account: Account, before: Before): Promise<void> {
  const { id, plan, planState, planStateSince, graceEndsAt } = account;
  await tx.repository(Account).update(id, { plan, planState, planStateSince });
  const target = { type: 'account', id };
  if (plan !== before.plan) {
    await tx.publish(accountPlanChanged, { target, data: { accountId: id, plan, previousPlan: before.plan } });
  }
  if (planState === before.planState) return;
  const standing = account.standingAt(new Date());
  await Admission.admit(tx, standing, graceEndsAt);
  const grace = graceEndsAt ? { graceEndsAt: graceEndsAt.toISOString() } : {};
  const data = { accountId: id, state: planState, previousState: before.planState, standing, ...grace };
  await tx.publish(accountStandingChanged, { target, data });
}
