import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { Many } from '#platform/http/envelope.js';
import { idOf } from '#platform/http/validation.js';
import { schedulingPermissions } from '../contract/scheduling-permissions.js';
import { FindFreeSlots } from '../queries/find-free-slots.js';
import { THERAPISTS_PATH } from './present-working-hours.js';
import { SlotsDto } from './slots.dto.js';
import { SlotDto } from './therapy-session-view.dto.js';

@ApiTags('therapists')
@ApiBearerAuth()
@Controller(THERAPISTS_PATH)
export class SlotsController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':id/slots')
  @ApiOkResponse({ type: [SlotDto] })
  @Permitted(schedulingPermissions['slot.view'])
  async slots(
    @CurrentActor() actor: Actor,
    @Param('id', idOf('THERAPIST')) therapistId: string,
    @Query() query: SlotsDto,
  ) {
    const { siteId, from, to, durationMinutes } = query;
    const search = {
      therapistId,
      siteId,
      from: new Date(from),
      to: new Date(to),
      durationMinutes: Number(durationMinutes),
    };
    return Many.all(await this.queries.execute(new FindFreeSlots(actor, search)));
  }
}
