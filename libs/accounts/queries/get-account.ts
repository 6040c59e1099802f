import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import type { Standing } from '#platform/database/admission.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { PermissionDeniedError } from '#platform/errors/application-error.js';
import { isPermitted } from '#platform/permissions/permission.js';
import { accountsPermissions } from '../contract/accounts-permissions.js';
import type { Feature } from '../contract/plan-features.js';
import type { Account } from '../model/account.entity.js';
import { type PlanUsage, usageOf } from '../model/plan-limits.js';
import { graceEnd, type PlanState, standingAt } from '../model/plan-state.js';
import { PLANS, type PlanLimits, type PlanName } from '../model/plans.js';

export interface PlanView {
  readonly name: PlanName;
  readonly label: string;
  readonly state: PlanState;
  readonly since: Date;
  /** When what is past due ends like a cancelled plan. */
  readonly graceEndsAt: Date | null;
  readonly limits: PlanLimits;
  readonly usage: PlanUsage;
  readonly features: readonly string[];
}

type Settings = Pick<
  Account,
  'id' | 'name' | 'slug' | 'locale' | 'timeZone' | 'selfRegistration' | 'siteAccess' | 'system' | 'createdAt'
>;

/** Days that deleted objects of a type are kept. */
export interface RetentionWindow {
  readonly objectType: string;
  readonly days: number;
}

export interface AccountView extends Settings {
  readonly standing: Standing;
  readonly retention: readonly RetentionWindow[];
  /** What its plan includes. */
  readonly features: readonly Feature[];
  /** For those who may choose it. */
  readonly plan: PlanView | null;
}

/** The actor's own account. */
export class GetAccount extends Query<AccountView> {
  constructor(readonly actor: Actor) {
    super();
  }
}

type Row = Settings & Pick<Account, 'plan' | 'planState' | 'planStateSince' | 'retentionDays'>;

const ACCOUNT = `
  select id, name, slug, locale, time_zone as "timeZone", self_registration as "selfRegistration", site_access as "siteAccess",
    retention_days as "retentionDays", plan, plan_state as "planState", plan_state_since as "planStateSince", system,
    created_at as "createdAt"
  from accounts.account where id = $1::uuid`;

@QueryHandler(GetAccount)
export class GetAccountHandler implements IQueryHandler<GetAccount> {
  constructor(private readonly database: TenantDatabase) {}

  async execute({ actor }: GetAccount): Promise<AccountView> {
    const choosesPlan = isPermitted(actor, accountsPermissions['plan.choose']);
    const operates = isPermitted(actor, accountsPermissions['plan.operate']);
    // Who can do something about a plan that has ended must be able to see that it has.
    const door = operates
      ? this.database.despite('suspension')
      : choosesPlan
        ? this.database.despite('inactive-plan')
        : this.database;
    const [[account], usage] = await door.readTogether((tx) =>
      Promise.all([tx.query<Row>(ACCOUNT, [actor.accountId]), choosesPlan ? usageOf(tx) : undefined]),
    );
    if (!account) throw new PermissionDeniedError('ACCOUNT_REQUIRED');
    const { plan, planState, planStateSince, retentionDays, ...settings } = account;
    const retention = Object.entries(retentionDays).map(([objectType, days]) => ({ objectType, days }));
    const standing = standingAt(new Date(), planState, planStateSince);
    const { features } = PLANS[plan];
    return { ...settings, retention, features, standing, plan: usage ? planView(account, usage) : null };
  }
}

const planView = ({ plan: name, planState: state, planStateSince: since }: Row, usage: PlanView['usage']): PlanView => {
  const { label, limits, features } = PLANS[name];
  return { name, label, state, since, graceEndsAt: graceEnd(state, since), limits, usage, features };
};
