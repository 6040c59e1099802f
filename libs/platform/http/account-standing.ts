import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../context/request-context.js';
import { runInContext } from '../context/request-context.js';
import { TenantDatabase } from '../database/tenant-database.js';

/**
 * The standing of account and sign-in for requests whose handlers enter no tenant, and so would have asked nobody: one round trip
 * before the answer leaves. All others have been asked by their first transaction.
 */
@Injectable()
export class AccountStanding {
  constructor(private readonly database: TenantDatabase) {}

  isOpen({ standing }: RequestContext): boolean {
    return standing?.owed === true && !standing.asked;
  }

  /** @throws UnauthenticatedError, PlanInactiveError, PermissionDeniedError (ACCOUNT_REQUIRED) */
  async ask(context: RequestContext): Promise<void> {
    await runInContext(context, () => this.database.verifyStanding());
  }
}
