import { Controller, Get, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { Many } from '#platform/http/envelope.js';
import { HistoryOfRequest, ObjectHistory, TellsHistory } from '#platform/http/object-history.js';
import { idOf } from '#platform/http/validation.js';
import type { ListRequest } from '#platform/lists/list-definition.js';
import { ListParameters } from '#platform/lists/list-documentation.js';
import { ListOfRequest } from '#platform/lists/list-request.js';
import { pick } from '#platform/lists/pick.js';
import { billingPermissions } from '../contract/billing-permissions.js';
import { CHARGES_PATH, viewOf } from '../model/charge-view.js';
import { GetCharge } from '../queries/get-charge.js';
import { chargeList, ListCharges } from '../queries/list-charges.js';
import { ChargeDto } from './charge.dto.js';

const ChargeId = () => Param('id', idOf('CHARGE'));

@ApiTags('billing')
@ApiBearerAuth()
@Controller(CHARGES_PATH)
export class ChargesController {
  constructor(
    private readonly queries: QueryBus,
    private readonly history: ObjectHistory,
  ) {}

  @Get()
  @ListParameters(chargeList)
  @ApiOkResponse({ type: [ChargeDto] })
  @Permitted(billingPermissions['charge.view'])
  async list(@CurrentActor() actor: Actor, @ListOfRequest(chargeList) request: ListRequest) {
    const page = await this.queries.execute(new ListCharges(actor, request));
    return Many.page(CHARGES_PATH, request, page, (charge) => pick(viewOf(charge), request.fields));
  }

  @Get(':id')
  @ApiOkResponse({ type: ChargeDto })
  @Permitted(billingPermissions['charge.view'])
  async get(@CurrentActor() actor: Actor, @ChargeId() id: string) {
    return viewOf(await this.queries.execute(new GetCharge(actor, id)));
  }

  @Get(':id/events')
  @TellsHistory()
  @Permitted(billingPermissions['charge.view'])
  async events(@CurrentActor() actor: Actor, @ChargeId() id: string, @HistoryOfRequest() request: ListRequest) {
    await this.queries.execute(new GetCharge(actor, id));
    return this.history.of({ type: 'charge', id }, `${CHARGES_PATH}/${id}/events`, request);
  }
}
