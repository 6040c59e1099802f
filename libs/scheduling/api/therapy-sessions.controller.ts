import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
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
import { RemainingHistory } from '#platform/retention/remaining-history.js';
import { CancelTherapySession } from '../commands/cancel-therapy-session.js';
import { CompleteTherapySession } from '../commands/complete-therapy-session.js';
import { DeleteTherapySession } from '../commands/delete-therapy-session.js';
import { RescheduleTherapySession } from '../commands/reschedule-therapy-session.js';
import { RestoreTherapySession } from '../commands/restore-therapy-session.js';
import { ScheduleTherapySession } from '../commands/schedule-therapy-session.js';
import { StartTherapySession } from '../commands/start-therapy-session.js';
import { schedulingPermissions } from '../contract/scheduling-permissions.js';
import { deletedSessionActions, SESSIONS_PATH, type SessionView, sessionView } from '../model/session-view.js';
import { GetTherapySession } from '../queries/get-therapy-session.js';
import { ListTherapySessions } from '../queries/list-therapy-sessions.js';
import { SessionActions } from '../queries/session-actions.js';
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
    private readonly remains: RemainingHistory,
    private readonly actions: SessionActions,
  ) {}

  @Post()
  @ApiCreatedResponse({ type: TherapySessionDto })
  @Permitted(schedulingPermissions['session.schedule'])
  async schedule(@CurrentActor() actor: Actor, @Body() body: ScheduleTherapySessionDto) {
    return this.#present(actor, await this.commands.execute(new ScheduleTherapySession(actor, body)));
  }

  @Get()
  @ListParameters(sessionList)
  @ApiOkResponse({ type: [TherapySessionDto] })
  @Permitted(schedulingPermissions['session.view'])
  async list(@CurrentActor() actor: Actor, @ListOfRequest(sessionList) request: ListRequest) {
    const page = await this.queries.execute(new ListTherapySessions(actor, request));
    const { fields } = request;
    // Only then do the rows hold what actions are told from.
    if (fields && !fields.includes('actions')) {
      return Many.page(SESSIONS_PATH, request, page, (session) => pick(session, fields));
    }
    const actions = await this.actions.of(actor, page.items);
    return Many.page(SESSIONS_PATH, request, page, (session) =>
      pick({ ...session, actions: actions.get(session.id) ?? [] }, fields),
    );
  }

  @Get(':id')
  @ApiOkResponse({ type: TherapySessionDto })
  @Permitted(schedulingPermissions['session.view'])
  async get(@CurrentActor() actor: Actor, @SessionId() id: string) {
    return this.#present(actor, await this.queries.execute(new GetTherapySession(actor, id)));
  }

  @Get(':id/events')
  @TellsHistory()
  @Permitted(schedulingPermissions['session.view'])
  async events(@CurrentActor() actor: Actor, @SessionId() id: string, @HistoryOfRequest() request: ListRequest) {
    const session = { type: 'therapy_session', id };
    await this.remains.requireReadable(actor, session, () => this.queries.execute(new GetTherapySession(actor, id)));
    return this.history.of(session, `${SESSIONS_PATH}/${id}/events`, request);
  }

  @Post(':id/reschedule')
  @HttpCode(200)
  @ApiOkResponse({ type: TherapySessionDto })
  @Permitted(schedulingPermissions['session.schedule'])
  async reschedule(@CurrentActor() actor: Actor, @SessionId() id: string, @Body() body: RescheduleTherapySessionDto) {
    const { startsAt, durationMinutes } = body;
    return this.#present(
      actor,
      await this.commands.execute(new RescheduleTherapySession(actor, id, startsAt, durationMinutes)),
    );
  }

  @Post(':id/start')
  @HttpCode(200)
  @ApiOkResponse({ type: TherapySessionDto })
  @Permitted(schedulingPermissions['session.conduct'])
  async start(@CurrentActor() actor: Actor, @SessionId() id: string, @Body() _body?: NothingDto) {
    return this.#present(actor, await this.commands.execute(new StartTherapySession(actor, id)));
  }

  @Post(':id/complete')
  @HttpCode(200)
  @ApiOkResponse({ type: TherapySessionDto })
  @Permitted(schedulingPermissions['session.conduct'])
  async complete(@CurrentActor() actor: Actor, @SessionId() id: string, @Body() _body?: NothingDto) {
    return this.#present(actor, await this.commands.execute(new CompleteTherapySession(actor, id)));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOkResponse({ type: TherapySessionDto })
  @Permitted(schedulingPermissions['session.schedule'])
  async cancel(@CurrentActor() actor: Actor, @SessionId() id: string, @Body() body?: CancelTherapySessionDto) {
    return this.#present(actor, await this.commands.execute(new CancelTherapySession(actor, id, body?.reason)));
  }

  /** Out of sight, and to be restored until it is purged. */
  @Delete(':id')
  @ApiOkResponse({ type: TherapySessionDto })
  @Permitted(schedulingPermissions['session.delete'])
  async delete(@CurrentActor() actor: Actor, @SessionId() id: string) {
    const session = await this.commands.execute(new DeleteTherapySession(actor, id));
    return { ...sessionView(session), actions: deletedSessionActions(session) };
  }

  @Post(':id/restore')
  @HttpCode(200)
  @ApiOkResponse({ type: TherapySessionDto })
  @Permitted(schedulingPermissions['session.delete'])
  async restore(@CurrentActor() actor: Actor, @SessionId() id: string, @Body() _body?: NothingDto) {
    return this.#present(actor, await this.commands.execute(new RestoreTherapySession(actor, id)));
  }

  async #present(actor: Actor, session: SessionView) {
    const actions = await this.actions.of(actor, [session]);
    return { ...sessionView(session), actions: actions.get(session.id) ?? [] };
  }
}
