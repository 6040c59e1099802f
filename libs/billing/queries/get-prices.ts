import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { type Price, pricesOf } from '../model/price-list.js';

/** What sessions of the account cost. */
export class GetPrices extends Query<Price[]> {}

@QueryHandler(GetPrices)
export class GetPricesHandler implements IQueryHandler<GetPrices> {
  constructor(private readonly database: TenantDatabase) {}

  execute(): Promise<Price[]> {
    return this.database.readTogether(pricesOf);
  }
}
