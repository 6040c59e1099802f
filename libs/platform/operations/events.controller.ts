import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../context/actor.js';
import { CurrentActor } from '../http/current-actor.js';
import { SignedIn } from '../http/demands.js';
import { Many } from '../http/envelope.js';
import { EventDto } from '../http/event.dto.js';
import type { ListRequest } from '../lists/list-definition.js';
import { ListParameters } from '../lists/list-documentation.js';
import { ListOfRequest } from '../lists/list-request.js';
import { eventList } from '../messaging/event-list.js';
import { AuditTrail } from './audit-trail.js';

const PATH = '/api/v1/events';

@ApiTags('events')
@ApiBearerAuth()
@Controller(PATH)
export class EventsController {
  constructor(private readonly trail: AuditTrail) {}

  /** All of the account for who may view that; for everybody, of one object that they see, or of what they did themselves. */
  @Get()
  @ListParameters(eventList)
  @ApiOkResponse({ type: [EventDto] })
  @SignedIn()
  async list(@CurrentActor() actor: Actor, @ListOfRequest(eventList) request: ListRequest): Promise<Many> {
    return Many.page(PATH, request, await this.trail.page(actor, request), (event) => event);
  }
}
