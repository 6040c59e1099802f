import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { type Action, Many, pick } from '#platform/http/envelope.js';
import type { ListRequest } from '#platform/http/list-definition.js';
import { ListParameters } from '#platform/http/list-documentation.js';
import { ListOfRequest } from '#platform/http/list-request.js';
import { Permitted } from '#platform/http/permissions.js';
import { billingPermissions } from '../contract/billing-permissions.js';
import { toMoney } from '../model/money.js';
import { chargeList, ListCharges, type ListedCharge } from '../queries/list-charges.js';
import { ChargeDto } from './charge.dto.js';

const PATH = '/api/v1/billing/charges';

@ApiTags('billing')
@ApiBearerAuth()
@Controller(PATH)
export class ChargesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ListParameters(chargeList)
  @ApiOkResponse({ type: [ChargeDto] })
  @Permitted(billingPermissions['charge.view'])
  async list(@CurrentActor() actor: Actor, @ListOfRequest(chargeList) request: ListRequest) {
    const page = await this.queries.execute(new ListCharges(actor, request));
    return Many.page(PATH, request, page, (charge) => pick(present(charge), request.fields));
  }
}

function present({ amountMinor, currency, ...charge }: ListedCharge) {
  const session: Action = { name: 'session', method: 'GET', href: `/api/v1/therapy-sessions/${charge.sessionId}` };
  const amount = amountMinor === undefined ? undefined : toMoney(amountMinor, currency);
  return { ...charge, amount, actions: [session] };
}
