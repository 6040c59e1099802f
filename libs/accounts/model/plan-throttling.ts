import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { SystemDatabase } from '#platform/database/system-database.js';
import { THROTTLE_LIMITS, type ThrottleLimits } from '#platform/throttling/throttle-scopes.js';
import { PLANS, type PlanName } from './plans.js';

interface Kept {
  readonly limits: ThrottleLimits;
  freshUntil: number;
}

/** Milliseconds until another plan is noticed. */
const FRESH = 60_000;

/** Signing in is as slow with a large plan as with a small one. */
const limitsOf = (factor: number): ThrottleLimits => ({
  write: THROTTLE_LIMITS.write * factor,
  read: THROTTLE_LIMITS.read * factor,
  system: THROTTLE_LIMITS.system * factor,
  default: THROTTLE_LIMITS.default * factor,
});

/** How many requests a minute an account's plan allows. Asked for every request, so known without a query but for the first. */
@Injectable()
export class PlanThrottling {
  readonly #logger = new Logger('Plans');
  readonly #kept = new LRUCache<string, Kept>({ max: 10_000 });

  constructor(private readonly system: SystemDatabase) {}

  of(accountId: string): ThrottleLimits | Promise<ThrottleLimits> {
    const kept = this.#kept.get(accountId);
    if (!kept) return this.#read(accountId);
    if (Date.now() > kept.freshUntil) this.#refresh(accountId, kept);
    return kept.limits;
  }

  /** While it is looked up anew, and when that fails, what is known goes on being good. */
  #refresh(accountId: string, kept: Kept): void {
    kept.freshUntil = Date.now() + FRESH;
    this.#read(accountId).catch((err: unknown) => this.#logger.warn({ accountId, err }, 'The plan is not known anew.'));
  }

  async #read(accountId: string): Promise<ThrottleLimits> {
    const [account] = await this.system.query<{ plan: PlanName }>(
      'select plan from accounts.account where id = $1::uuid',
      [accountId],
    );
    const limits = account ? limitsOf(PLANS[account.plan].throttleFactor) : {};
    this.#kept.set(accountId, { limits, freshUntil: Date.now() + FRESH });
    return limits;
  }
}
