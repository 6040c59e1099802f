import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { type SecondFactorState, SecondFactors } from '../model/second-factors.js';

/** The caller's own. */
export class GetSecondFactor extends Query<SecondFactorState> {
  constructor(readonly actor: Actor) {
    super();
  }
}

@QueryHandler(GetSecondFactor)
export class GetSecondFactorHandler implements IQueryHandler<GetSecondFactor> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly secondFactors: SecondFactors,
  ) {}

  execute({ actor: { userId } }: GetSecondFactor): Promise<SecondFactorState> {
    return this.database.readTogether((tx) => this.secondFactors.state(tx, userId));
  }
}
