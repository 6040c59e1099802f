import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
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
import { LiftLegalHold } from '../commands/lift-legal-hold.js';
import { PlaceLegalHold } from '../commands/place-legal-hold.js';
import { retentionPermissions } from '../contract/retention-permissions.js';
import { holdView, LEGAL_HOLDS_PATH, listedHold } from '../model/legal-hold-view.js';
import { GetLegalHold } from '../queries/get-legal-hold.js';
import { ListLegalHolds, legalHoldList } from '../queries/list-legal-holds.js';
import { LegalHoldDto, PlaceLegalHoldDto } from './legal-hold.dto.js';

const HoldId = () => Param('id', idOf('LEGAL_HOLD'));

@ApiTags('retention')
@ApiBearerAuth()
@Controller(LEGAL_HOLDS_PATH)
export class LegalHoldsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly history: ObjectHistory,
  ) {}

  @Get()
  @ListParameters(legalHoldList)
  @ApiOkResponse({ type: [LegalHoldDto] })
  @Permitted(retentionPermissions['legal-hold.manage'])
  async list(@CurrentActor() actor: Actor, @ListOfRequest(legalHoldList) request: ListRequest) {
    const page = await this.queries.execute(new ListLegalHolds(actor, request));
    return Many.page(LEGAL_HOLDS_PATH, request, page, (hold) => pick(listedHold(actor, hold), request.fields));
  }

  @Get(':id')
  @ApiOkResponse({ type: LegalHoldDto })
  @Permitted(retentionPermissions['legal-hold.manage'])
  async get(@CurrentActor() actor: Actor, @HoldId() id: string) {
    return holdView(actor, await this.queries.execute(new GetLegalHold(actor, id)));
  }

  @Get(':id/events')
  @TellsHistory()
  @Permitted(retentionPermissions['legal-hold.manage'])
  async events(@CurrentActor() actor: Actor, @HoldId() id: string, @HistoryOfRequest() request: ListRequest) {
    await this.queries.execute(new GetLegalHold(actor, id));
    return this.history.of({ type: 'legal_hold', id }, `${LEGAL_HOLDS_PATH}/${id}/events`, request);
  }

  @Post()
  @ApiCreatedResponse({ type: LegalHoldDto })
  @Permitted(retentionPermissions['legal-hold.manage'])
  async place(@CurrentActor() actor: Actor, @Body() { objectType, objectId, reason }: PlaceLegalHoldDto) {
    const object = { type: objectType, id: objectId };
    return holdView(actor, await this.commands.execute(new PlaceLegalHold(actor, object, reason)));
  }

  /** It stays on record as lifted. */
  @Delete(':id')
  @ApiOkResponse({ type: LegalHoldDto })
  @Permitted(retentionPermissions['legal-hold.manage'])
  async lift(@CurrentActor() actor: Actor, @HoldId() id: string) {
    return holdView(actor, await this.commands.execute(new LiftLegalHold(actor, id)));
  }
}
