import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { findGrant } from '#platform/access/grant-list.js';
import type { Grant } from '#platform/access/object-grants.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { GrantNotFoundError } from '../model/access-errors.js';

export class GetGrant extends Query<Grant> {
  constructor(readonly grantId: string) {
    super();
  }
}

@QueryHandler(GetGrant)
export class GetGrantHandler implements IQueryHandler<GetGrant> {
  constructor(private readonly database: TenantDatabase) {}

  /** @throws GrantNotFoundError */
  async execute({ grantId }: GetGrant): Promise<Grant> {
    const grant = await this.database.readTogether((tx) => findGrant(tx, grantId));
    if (!grant) throw new GrantNotFoundError(grantId);
    return grant;
  }
}
