import { Body, Controller, Get, Put } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { SetPrices } from '../commands/set-prices.js';
import { billingPermissions } from '../contract/billing-permissions.js';
import { GetPrices } from '../queries/get-prices.js';
import { PRICES_PATH, presentPrices } from './present-prices.js';
import { PriceListDto, SetPricesDto } from './price.dto.js';

@ApiTags('billing')
@ApiBearerAuth()
@Controller(PRICES_PATH)
export class PricesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @ApiOkResponse({ type: PriceListDto })
  @Permitted(billingPermissions['price.view'])
  async get(@CurrentActor() actor: Actor) {
    return presentPrices(actor, await this.queries.execute(new GetPrices()));
  }

  /** Replaces the list. Charges that exist stay as they are. */
  @Put()
  @ApiOkResponse({ type: PriceListDto })
  @Permitted(billingPermissions['price.manage'])
  async set(@CurrentActor() actor: Actor, @Body() { prices }: SetPricesDto) {
    await this.commands.execute(new SetPrices(actor.accountId, prices, actor));
    return this.get(actor);
  }
}
