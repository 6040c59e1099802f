import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { SetPrices } from '../commands/set-prices.js';
import { billingPermissions } from '../contract/billing-permissions.js';
import { GetPrices } from '../queries/get-prices.js';
import { presentPrices } from './present-prices.js';
import { SetPricesDto } from './price.dto.js';
import { PriceListType } from './price-list-type.js';

/** The same command and query as {@link PricesController}. */
@Resolver(() => PriceListType)
export class PricesResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Query(() => PriceListType)
  @Permitted(billingPermissions['price.view'])
  async prices(@CurrentActor() actor: Actor): Promise<PriceListType> {
    return presentPrices(actor, await this.queries.execute(new GetPrices()));
  }

  @Mutation(() => PriceListType, { description: 'Replaces the list. Charges that exist stay as they are.' })
  @Permitted(billingPermissions['price.manage'])
  async setPrices(@CurrentActor() actor: Actor, @Args('input') { prices }: SetPricesDto): Promise<PriceListType> {
    await this.commands.execute(new SetPrices(actor.accountId, prices, actor));
    return this.prices(actor);
  }
}
