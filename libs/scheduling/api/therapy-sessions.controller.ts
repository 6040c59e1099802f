import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Many, pick } from '#platform/http/envelope.js';
import { EventDto } from '#platform/http/event.dto.js';
import type { ListRequest } from '#platform/http/list-definition.js';
import { ListParameters } from '#platform/http/list-documentation.js';
import { ListOfRequest } from '#platform/http/list-request.js';
import { ObjectHistory } from '#platform/http/object-history.js';
import { Permitted } from '#platform/http/permissions.js';
import { idOf } from '#platform/http/validation.js';
import { CancelTherapySession } from '../commands/cancel-therapy-session.js';
import { CompleteTherapySession } from '../commands/complete-therapy-session.js';
import { RescheduleTherapySession } from '../commands/reschedule-therapy-session.js';
import { ScheduleTherapySession } from '../commands/schedule-therapy-session.js';
import { StartTherapySession } from '../commands/start-therapy-session.js';
import { schedulingPermissions } from '../contract/scheduling-permissions.js';
import { SESSIONS_PATH, type SessionView, sessionActions, sessionView } from '../model/session-view.js';
import { GetTherapySession } from '../queries/get-therapy-session.js';
import { ListTherapySessions } from '../queries/list-therapy-sessions.js';
import { sessionList } from '../queries/session-list.js';
import {
  CancelTherapySessionDto,
  NothingDto,
  RescheduleTherapySessionDto,
  ScheduleTherapySessionDto,
} from './therapy-session.dto.js';
import { TherapySessionDto } from './therapy-session-view.dto.js';

const SessionId = () => Param('id', idOf('THERAPY_SESSION'));

@ApiTags('therapy-sessions')
@ApiBearerAuth()
@Controller(SESSIONS_PATH)
export class TherapySessionsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly history: ObjectHistory,
  ) {}

  @Post()
  @ApiCreatedResponse({ type: TherapySessionDto })
  @Permitted(schedulingPermissions['session.schedule'])
  async schedule(@CurrentActor() actor: Actor, @Body() body: ScheduleTherapySessionDto) {
    return present(actor, await this.commands.execute(new ScheduleTherapySession(actor, body)));
  }

  @Get()
  @ListParameters(sessionList)
  @ApiOkResponse({ type: [TherapySessionDto] })
  @Permitted(schedulingPermissions['session.view'])
  async list(@CurrentActor() actor: Actor, @ListOfRequest(sessionList) request: ListRequest) {
    const page = await this.queries.execute(new ListTherapySessions(actor, request));
    return Many.page(SESSIONS_PATH, request, page, (session) => presentListed(actor, session, request.fields));
  }

  @Get(':id')
  @ApiOkResponse({ type: TherapySessionDto })
  @Permitted(schedulingPermissions['session.view'])
  async get(@CurrentActor() actor: Actor, @SessionId() id: string) {
    return present(actor, await this.queries.execute(new GetTherapySession(actor, id)));
  }

  @Get(':id/events')
  @ApiOkResponse({ type: [EventDto] })
  @Permitted(schedulingPermissions['session.view'])
  async events(@CurrentActor() actor: Actor, @SessionId() id: string) {
    await this.queries.execute(new GetTherapySession(actor, id));
    return this.history.of({ type: 'therapy_session', id });
  }

  @Post(':id/reschedule')
  @HttpCode(200)
  @ApiOkResponse({ type: TherapySessionDto })
  @Permitted(schedulingPermissions['session.schedule'])
  async reschedule(@CurrentActor() actor: Actor, @SessionId() id: string, @Body() body: RescheduleTherapySessionDto) {
    const { startsAt, durationMinutes } = body;
    return present(
      actor,
      await this.commands.execute(new RescheduleTherapySession(actor, id, startsAt, durationMinutes)),
    );
  }

  @Post(':id/start')
  @HttpCode(200)
  @ApiOkResponse({ type: TherapySessionDto })
  @Permitted(schedulingPermissions['session.conduct'])
  async start(@CurrentActor() actor: Actor, @SessionId() id: string, @Body() _body?: NothingDto) {
    return present(actor, await this.commands.execute(new StartTherapySession(actor, id)));
  }

  @Post(':id/complete')
  @HttpCode(200)
  @ApiOkResponse({ type: TherapySessionDto })
  @Permitted(schedulingPermissions['session.conduct'])
  async complete(@CurrentActor() actor: Actor, @SessionId() id: string, @Body() _body?: NothingDto) {
    return present(actor, await this.commands.execute(new CompleteTherapySession(actor, id)));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOkResponse({ type: TherapySessionDto })
  @Permitted(schedulingPermissions['session.schedule'])
  async cancel(@CurrentActor() actor: Actor, @SessionId() id: string, @Body() body?: CancelTherapySessionDto) {
    return present(actor, await this.commands.execute(new CancelTherapySession(actor, id, body?.reason)));
  }
}

const present = (actor: Actor, session: SessionView) => ({
  ...sessionView(session),
  actions: sessionActions(actor, session),
});

/** Rows of a list hold just the fields asked for; actions need some that may be missing then, and are asked for by name. */
function presentListed(actor: Actor, session: SessionView, fields: readonly string[] | undefined) {
  if (fields && !fields.includes('actions')) return pick(session, fields);
  return pick({ ...session, actions: sessionActions(actor, session) }, fields);
}
