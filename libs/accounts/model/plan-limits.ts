import type { TenantTransaction } from '#platform/database/tenant-database.js';
import { AccountNotFoundError } from '../contract/index.js';
import { Account } from './account.entity.js';
import { PlanLimitConflictError } from './accounts-errors.js';
import { PLANS, type PlanLimits } from './plans.js';
import { seatsTaken } from './seat-register.js';
import { storageTaken } from './storage-register.js';

/**
 * Loads the account and keeps it locked until the transaction ends: what counts towards a limit, and what changes the plan, takes
 * turns here, so that no two can both find the last place free.
 * @throws AccountNotFoundError
 */
export async function lockAccount(tx: TenantTransaction): Promise<Account> {
  const account = await tx
    .repository(Account)
    .createQueryBuilder('account')
    .setLock('pessimistic_write')
    .where('account.id = :id', { id: tx.accountId })
    .getOne();
  if (!account || account.deletedAt) throw new AccountNotFoundError();
  return account;
}

const OPEN_SITES = `select count(*)::int as used from accounts.site where status = 'open'`;

/** How much of each limit is in use. */
export type PlanUsage = Readonly<Record<keyof PlanLimits, number>>;

export async function usageOf(tx: TenantTransaction): Promise<PlanUsage> {
  const open = tx.query<{ used: number }>(OPEN_SITES);
  const [seats, [sites], storageBytes] = await Promise.all([seatsTaken(tx), open, storageTaken(tx)]);
  return { seats, sites: sites?.used ?? 0, storageBytes };
}

/**
 * Call it while the account is locked.
 * @throws PlanLimitConflictError when not even one more fits
 */
export function requireRoom({ plan }: Account, limit: keyof PlanLimits, used: number): void {
  const allowed = PLANS[plan].limits[limit];
  if (allowed !== null && used >= allowed) throw new PlanLimitConflictError(limit, allowed, used);
}

/**
 * Call it while the account is locked. What grows nothing is let pass even where more is in use than allowed: it may be the way back.
 * @throws PlanLimitConflictError
 */
export function requireRoomFor(
  { plan }: Account,
  limit: keyof PlanLimits,
  { before, after }: { readonly before: number; readonly after: number },
): void {
  const allowed = PLANS[plan].limits[limit];
  if (allowed !== null && after > before && after > allowed) throw new PlanLimitConflictError(limit, allowed, before);
}

/**
 * Call it while the account is locked.
 * @throws PlanLimitConflictError when more is in use than the plan allows
 */
export function requireWithin({ plan }: Account, usage: Partial<Record<keyof PlanLimits, number>>): void {
  for (const [limit, used] of Object.entries(usage) as [keyof PlanLimits, number][]) {
    const allowed = PLANS[plan].limits[limit];
    if (allowed !== null && used > allowed) throw new PlanLimitConflictError(limit, allowed, used);
  }
}
