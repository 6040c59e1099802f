import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { type LegalHold, LegalHolds } from '#platform/retention/legal-holds.js';

export class GetLegalHold extends Query<LegalHold> {
  constructor(readonly holdId: string) {
    super();
  }
}

/** @throws LegalHoldNotFoundError */
@QueryHandler(GetLegalHold)
export class GetLegalHoldHandler implements IQueryHandler<GetLegalHold> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly holds: LegalHolds,
  ) {}

  execute({ holdId }: GetLegalHold): Promise<LegalHold> {
    return this.database.readTogether((tx) => this.holds.get(tx, holdId));
  }
}
