import { Injectable } from '@nestjs/common';
import { SystemDatabase } from '#platform/database/system-database.js';
import { RememberedLimits } from '#platform/throttling/remembered-limits.js';
import { THROTTLE_LIMITS, type ThrottleLimits } from '#platform/throttling/throttle-scopes.js';
import { PLANS, type PlanName } from './plans.js';

/** Signing in is as slow with a large plan as with a small one. */
const limitsOf = (factor: number): ThrottleLimits => ({
  write: THROTTLE_LIMITS.write * factor,
  read: THROTTLE_LIMITS.read * factor,
  system: THROTTLE_LIMITS.system * factor,
  default: THROTTLE_LIMITS.default * factor,
});

/** How many requests a minute an account's plan allows. */
@Injectable()
export class PlanThrottling extends RememberedLimits {
  constructor(system: SystemDatabase) {
    super(async (accountId) => {
      const [account] = await system.query<{ plan: PlanName }>(
        'select plan from accounts.account where id = $1::uuid',
        [accountId],
      );
      return account ? limitsOf(PLANS[account.plan].throttleFactor) : {};
    });
  }
}
