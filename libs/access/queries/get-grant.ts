import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { findGrant } from '#platform/access/grant-list.js';
import type { Grant } from '#platform/access/object-grants.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { GrantNotFoundError } from '../model/access-errors.js';
import { GrantReach } from '../model/grant-reach.js';

export class GetGrant extends Query<Grant> {
  constructor(
    readonly actor: Actor,
    readonly grantId: string,
  ) {
    super();
  }
}

@QueryHandler(GetGrant)
export class GetGrantHandler implements IQueryHandler<GetGrant> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly reach: GrantReach,
  ) {}

  /** @throws GrantNotFoundError */
  async execute({ actor, grantId }: GetGrant): Promise<Grant> {
    await this.reach.require(actor, grantId);
    const grant = await this.database.readTogether((tx) => findGrant(tx, grantId));
    if (!grant) throw new GrantNotFoundError(grantId);
    return grant;
  }
}
