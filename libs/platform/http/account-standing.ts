import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { RequestContext } from '../context/request-context.js';
import { runInContext } from '../context/request-context.js';
import { TenantDatabase } from '../database/tenant-database.js';
import './open-despite.js';
import './demands.js';

/**
 * The standing of account and sign-in for requests that entered no tenant, and so have asked nobody: one round trip before the
 * answer leaves. All others have been asked by their first transaction.
 */
@Injectable()
export class AccountStanding {
  constructor(private readonly database: TenantDatabase) {}

  /**
   * Undefined when there is nothing left to ask.
   * @throws UnauthenticatedError, PlanInactiveError, PermissionDeniedError (ACCOUNT_REQUIRED)
   */
  askFor({ statusCode, request }: FastifyReply): Promise<void> | undefined {
    const { standing } = request.praxis;
    if (!standing || standing.asked) return undefined;
    if (statusCode < 400) return standing.owed ? this.#ask(request.praxis, standing.despite) : undefined;
    // Who asks too often is refused without a round trip, and what is our own fault says nothing of the account.
    if (statusCode === 429 || statusCode >= 500) return undefined;
    const { signIn, despite } = request.routeOptions.config;
    if (!signIn) return undefined;
    // What a route is open despite, it is for those who may use it.
    return this.#ask(request.praxis, standing.declared || statusCode === 403 ? standing.despite : despite);
  }

  async #ask(context: RequestContext, despite: RequestContext['despite']): Promise<void> {
    await runInContext({ ...context, despite }, () => this.database.verifyStanding());
  }
}
