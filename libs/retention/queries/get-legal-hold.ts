import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { type LegalHold, LegalHolds } from '#platform/retention/legal-holds.js';
import { LegalHoldNotFoundError } from '#platform/retention/retention-errors.js';
import { SiteReach } from '../model/site-reach.js';

export class GetLegalHold extends Query<LegalHold> {
  constructor(
    readonly actor: Actor,
    readonly holdId: string,
  ) {
    super();
  }
}

/** @throws LegalHoldNotFoundError */
@QueryHandler(GetLegalHold)
export class GetLegalHoldHandler implements IQueryHandler<GetLegalHold> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly holds: LegalHolds,
    private readonly reach: SiteReach,
  ) {}

  async execute({ actor, holdId }: GetLegalHold): Promise<LegalHold> {
    const reached = await this.reach.holdsAmong(actor, [holdId]);
    if (!reached.has(holdId)) throw new LegalHoldNotFoundError(holdId);
    return this.database.readTogether((tx) => this.holds.get(tx, holdId));
  }
}
