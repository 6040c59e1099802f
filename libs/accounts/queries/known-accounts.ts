import { Injectable } from '@nestjs/common';
import { isUuid } from '#platform/context/ids.js';
import { SystemDatabase } from '#platform/database/system-database.js';
import { AccountDirectory, type AccountFacts, AccountNotFoundError } from '../contract/index.js';
import { PLANS, type PlanName } from '../model/plans.js';

type Row = Omit<AccountFacts, 'features' | 'throttleFactor' | 'plan'> & { readonly plan: PlanName };

const ACCOUNT = `
  select id, name, slug, locale, time_zone as "timeZone", self_registration as "selfRegistration", system,
    retention_days as "retentionDays", plan
  from accounts.account where deleted_at is null`;

/** Any account, for those who work before or across tenants. */
@Injectable()
export class KnownAccounts extends AccountDirectory {
  constructor(private readonly system: SystemDatabase) {
    super();
  }

  override async account(idOrSlug: string): Promise<AccountFacts> {
    const [account] = await this.system.query<Row>(
      isUuid(idOrSlug) ? `${ACCOUNT} and id = $1::uuid` : `${ACCOUNT} and slug = $1`,
      [idOrSlug],
    );
    if (!account) throw new AccountNotFoundError();
    const { features, throttleFactor } = PLANS[account.plan];
    return { ...account, features: [...features], throttleFactor };
  }
}
